/** A Koa app, as far as it is looked at. */
export interface KoaApp {
  readonly keys?: unknown
  readonly proxy: boolean
  readonly maxIpsCount: number
  readonly middleware: readonly unknown[]
  callback(): (request: object, response: object) => void
  on(event: 'error', listener: (error: unknown) => void): unknown
}
