/** One row of the table. */
export interface Letter {
  readonly number: number
  readonly from: string
  readonly town: string
  readonly posted: string
}

const count = 45
const senders = ['Ada', 'Blaise', 'Charles', 'Dorothy', 'Emmy', 'Florence', 'Grace']
const towns = ['Bath', 'Basel', 'Lyon', 'Göttingen', 'Kew']
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

const letters = Array.from({ length: count }, (_, index): Letter => {
  const posted = days.format(Date.UTC(2026, 0, 3 + 7 * index))
  return { number: index + 1, from: pick(senders, index), town: pick(towns, index), posted }
})

function pick(names: readonly string[], index: number): string {
  return names[index % names.length] ?? ''
}

/** A part of all letters, and how many there are: two queries in a real site. */
export function findLetters({ offset, limit }: { offset: number; limit: number }) {
  return { letters: letters.slice(offset, offset + limit), count }
}
