const chapters = {
  Wax: 'Shellac and rosin with vermilion for the red. Melt it slowly: wax that burns turns brown.',
  Stamp: 'Breathe on the metal before you press. A cold, damp stamp lets go of the wax.',
  Cord: 'Lay silk or linen under the wax. Who opens the letter has to cut it.',
}

/** What there is to choose from. */
export const chapterNames = ['Wax', 'Stamp', 'Cord'] as const

/** Text of one chapter: a query in a real site. */
export function textOf(name: keyof typeof chapters): string {
  return chapters[name]
}
