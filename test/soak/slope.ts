/** How fast something grows. */
export interface Slope {
  /** Units of y for one of x. */
  readonly slope: number
  /** Half of the interval that holds the true slope in 95 of 100 runs. */
  readonly error: number
  readonly points: number
}

export type Point = readonly [x: number, y: number]

/**
 * Fits a line by least squares. What is left over of memory's ups and downs is no noise of its own in each
 * point: neighbours are alike, so that the error is widened by how much they are.
 */
export function fitSlope(points: readonly Point[]): Slope {
  const count = points.length
  if (count < 3) return { slope: 0, error: Number.POSITIVE_INFINITY, points: count }
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))]
  const spread = sum(points.map(([x]) => (x - meanX) ** 2))
  const slope = sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / spread
  const rest = points.map(([x, y]) => y - meanY - slope * (x - meanX))
  const variance = sum(rest.map((y) => y * y)) / (count - 2)
  const error = 2 * Math.sqrt((variance / spread) * widening(rest))
  return { slope, error, points: count }
}

/** By how much fewer independent points there are, going by what neighbours have in common. */
function widening(rest: readonly number[]): number {
  const whole = sum(rest.map((y) => y * y))
  if (whole === 0) return 1
  const next = sum(rest.slice(1).map((y, index) => y * (rest[index] as number)))
  const alike = Math.min(0.95, Math.max(0, next / whole))
  return (1 + alike) / (1 - alike)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
