/** A value that may have to be waited for. */
export type Awaitable<T> = T | Promise<T>

/** Whether a value has to be waited for, as `await` decides it. */
export function isPending<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}

/**
 * Goes on with a value: at once where it is there. To wait for it takes a promise and a turn of the event loop, and a
 * page has many components with several steps each.
 */
export function whenReady<T, U>(
  value: Awaitable<T>,
  next: (value: T) => Awaitable<U>,
): Awaitable<U> {
  return isPending(value) ? Promise.resolve(value).then(next) : next(value)
}

/** Runs a step; what it throws at once becomes a rejection, so that its caller has one kind of failure. */
export function attempt<T>(step: () => Awaitable<T>): Awaitable<T> {
  try {
    return step()
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Waits for all, where there is any to wait for. */
export function all<T>(values: readonly Awaitable<T>[]): Awaitable<T[]> {
  return values.some(isPending) ? Promise.all(values) : (values as T[])
}
