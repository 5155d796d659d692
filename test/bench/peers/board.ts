/** Lists with cards, for a page of three levels. */
export const lists = ['Ideas', 'Doing', 'Waiting', 'Done'].map((title, at) => ({
  at,
  title,
  cards: Array.from({ length: 5 }, (_, n) => `${title} ${n + 1}`),
}))
