/** Id of a list's element. */
export function rootOfList(listId: number): string {
  return `board-main__board-list-${listId}`
}

/** Id of a card's element. */
export function rootOfCard(listId: number, cardId: number): string {
  return `${rootOfList(listId)}__board-card-${cardId}`
}
