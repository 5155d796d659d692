/** Sizes of sealed texts, in bytes. */
export const sizes = [60, 1500, 24_000, 100_000] as const

/** Numbers of values in a state; the last leaves room, below the limit of 10,000, for what holds them. */
export const nodeCounts = [1, 10, 100, 1000, 9900] as const
