/** A request that makes as much work as the limits allow. */
export interface Worst {
  readonly what: string
  /** Method of the component; without it a refresh. */
  readonly method?: string
  /** Fields beside the state, as they stand in the body; none. */
  readonly body?: () => string | Buffer
  /** Type of the body; urlencoded. */
  readonly type?: string
  /** What fills the state that is sent, a name in `fillings`; nothing. */
  readonly holds?: string
  /** Whether states are compressed. */
  readonly compress?: boolean
  /** Query of the page that is asked for, instead of a call. */
  readonly query?: () => string
  /** Component that is called; `wide`. */
  readonly component?: string
  /** Without it the call is one of htmx. */
  readonly plain?: boolean
  readonly status: number
}
