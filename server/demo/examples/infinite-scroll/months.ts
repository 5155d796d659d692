/** Names of the months that have letters, the newest first. */
export const monthNames = [
  'December',
  'November',
  'October',
  'September',
  'August',
  'July',
  'June',
  'May',
  'April',
  'March',
  'February',
  'January',
]

const senders = ['Ada', 'Blaise', 'Charles', 'Dorothy', 'Emmy', 'Florence', 'Grace']
const subjects = ['the lease', 'a birthday', 'the bees', 'last week', 'a recipe', 'the roof']

/** Letters of one month: one query in a real site. */
export function lettersOf(month: string): string[] {
  const at = monthNames.indexOf(month)
  return Array.from({ length: 9 + (at % 3) }, (_, index) => {
    const sender = senders[(at * 3 + index * 2) % senders.length]
    return `${sender} on ${subjects[(at + index * 5) % subjects.length]}`
  })
}
