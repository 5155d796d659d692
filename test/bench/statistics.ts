/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}

/** The mean without the lowest and the highest quarter. */
export function middleMean(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const quarter = Math.floor(sorted.length / 4)
  const middle = sorted.slice(quarter, sorted.length - quarter)
  return middle.reduce((total, value) => total + value, 0) / middle.length
}

/** A size, and what it cost. */
export type Point = readonly [size: number, cost: number]

/**
 * The exponent of growth: 1 is linear. A line through the logarithms, fitted by least squares, of how much larger
 * sizes are than the smallest and how much more they cost: what is paid once, however large it is, does not count.
 * A size whose cost hardly stands out tells little more than noise, so it weighs little.
 * @param points the smallest size first
 */
export function exponentOf([smallest, ...larger]: readonly Point[]): number {
  const [leastSize, leastCost] = smallest ?? [NaN, NaN]
  const logs = larger
    .filter(([, cost]) => cost > leastCost)
    .map(([size, cost]) => ({
      x: Math.log(size - leastSize),
      y: Math.log(cost - leastCost),
      weight: (1 - leastCost / cost) ** 2,
    }))
  const mean = (of: (log: Log) => number) => weightedMean(logs, of)
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)]
  return mean(({ x, y }) => (x - meanX) * (y - meanY)) / mean(({ x }) => (x - meanX) ** 2)
}

interface Log {
  readonly x: number
  readonly y: number
  readonly weight: number
}

function weightedMean(logs: readonly Log[], of: (log: Log) => number): number {
  const sum = (each: (log: Log) => number) => logs.reduce((total, log) => total + each(log), 0)
  return sum((log) => log.weight * of(log)) / sum(({ weight }) => weight)
}
