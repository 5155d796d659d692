/** Values written as JSON, with ` | ` between them. */
export function listed(...lines: readonly string[]): unknown[] {
  return lines.flatMap((line) => line.split(' | ')).map((json) => JSON.parse(json))
}
