/**
 * Compares a file with what it was.
 * @returns for each line of `after` whether it is new
 */
export function changedLines(before: string, after: string): boolean[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const common = countCommon(old, now)
  let at = 0
  return now.map((line, index) => {
    while (at < old.length && old[at] !== line && common(at + 1, index) === common(at, index)) at++
    if (old[at] !== line) return true
    at++
    return false
  })
}

/** How many lines two files have in common, in order, from a line of each on. */
function countCommon(old: string[], now: string[]): (at: number, index: number) => number {
  const rows: number[][] = []
  const count = (at: number, index: number) => rows[at]?.[index] ?? 0
  for (let at = old.length - 1; at >= 0; at--) {
    const row: number[] = []
    rows[at] = row
    for (let index = now.length - 1; index >= 0; index--) {
      const isCommon = old[at] === now[index]
      row[index] = isCommon
        ? count(at + 1, index + 1) + 1
        : Math.max(count(at + 1, index), count(at, index + 1))
    }
  }
  return count
}
