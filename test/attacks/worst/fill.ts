/** Characters of a body beside the state. */
export const room = 2 ** 20 - 4096

/** So many fields as are allowed, beside the state. */
export const most = 990

/** Characters that each of so many fields may have. */
export const perField = Math.floor(room / most) - 10

/** One piece again and again, up to a length. */
export function filled(piece: string, length = room, between = ''): string {
  const count = Math.floor((length + between.length) / (piece.length + between.length))
  return Array<string>(count).fill(piece).join(between)
}

/** Different pieces up to a length. */
export function counted(piece: (n: number) => string, length = room, between = ','): string {
  const pieces: string[] = []
  for (let used = 0; ; ) {
    const next = piece(pieces.length)
    used += next.length + between.length
    if (used > length) return pieces.join(between)
    pieces.push(next)
  }
}

export function fields(field: (n: number) => string, count = most): string {
  return Array.from({ length: count }, (_, n) => `&${field(n)}`).join('')
}
