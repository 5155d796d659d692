/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}

/** A size, and what it cost. */
export type Point = readonly [size: number, cost: number]

/**
 * The exponent of growth: 1 is linear. A line through the logarithms, fitted by least squares, of what a size costs
 * more than nothing; a size that hardly costs more tells nothing.
 * @param points the first is the cost of size 0
 */
export function exponentOf([[, fixed] = [0, 0], ...points]: readonly Point[]): number {
  const logs = points
    .filter(([, cost]) => cost > 1.1 * fixed)
    .map(([size, cost]) => [Math.log(size), Math.log(cost - fixed)] as const)
  const meanX = mean(logs.map(([x]) => x))
  const meanY = mean(logs.map(([, y]) => y))
  const sum = (weigh: (x: number, y: number) => number) =>
    logs.reduce((total, [x, y]) => total + weigh(x - meanX, y - meanY), 0)
  return sum((x, y) => x * y) / sum((x) => x * x)
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}
