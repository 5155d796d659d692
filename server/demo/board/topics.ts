/** The board: which lists it has. */
export const boardTopic = 'board'

/** A list: its title, its cards, and its neighbours. */
export function topicOfList(listId: number): string {
  return `list:${listId}`
}

/** What a card says, and where it is. */
export function topicOfCard(cardId: number): string {
  return `card:${cardId}`
}
