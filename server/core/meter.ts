/** Where the time of a call goes, in milliseconds. No moment is in two of them. */
export interface Durations {
  /** Opening the state that came: deciphering, checking, reviving. */
  unseal: number
  /** `load` of the component, before its method and after. */
  load: number
  /** The method. */
  method: number
  /** Drawing the answer, with all children and their loads. */
  render: number
  /** Sealing new states. */
  seal: number
}

/** Measures one call. */
export interface Meter {
  readonly durations: Durations
  /** How many states were sealed. */
  states: number
  /** Their characters, all together. */
  sealed: number
}

/** Makes a meter that has measured nothing. */
export function createMeter(): Meter {
  return { durations: { unseal: 0, load: 0, method: 0, render: 0, seal: 0 }, states: 0, sealed: 0 }
}

/**
 * Runs a part of a call and adds its time to a meter, where there is one. What is measured inside, as the sealing in a
 * drawing, counts there alone.
 */
export function timed<R>(
  meter: Meter | undefined,
  part: keyof Durations,
  run: () => R,
): R | Promise<Awaited<R>> {
  return meter === undefined ? run() : timedBy(meter, part, run)
}

async function timedBy<R>(meter: Meter, part: keyof Durations, run: () => R): Promise<Awaited<R>> {
  const stop = startPart(meter, part)
  try {
    return await run()
  } finally {
    stop()
  }
}

/** Seals, and adds time and length to a meter, where there is one. */
export function timedSeal(meter: Meter | undefined, seal: () => string): string {
  if (meter === undefined) return seal()
  const stop = startPart(meter, 'seal')
  const sealed = seal()
  stop()
  meter.states++
  meter.sealed += sealed.length
  return sealed
}

function startPart({ durations }: Meter, part: keyof Durations): () => void {
  const before = sumOf(durations)
  const start = performance.now()
  return () => {
    const inside = sumOf(durations) - before
    durations[part] += performance.now() - start - inside
  }
}

function sumOf({ unseal, load, method, render, seal }: Durations): number {
  return unseal + load + method + render + seal
}
