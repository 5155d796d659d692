import { wholeTuple, withEnvelope } from '../server/core/instance/state-tuple.ts'

/** The text inside a seal, with nothing left out: a form that is read as well. */
export interface WholeState {
  /** `[id, page, issued, age, lineage, version, args, publicState, state, …]` */
  json: any[]
  meta?: { values: Record<string, unknown>; v: number }
}

/** Writes out what the text of a state leaves out, so that a forger finds each part at its place. */
export function wholeState(component: string, text: string): WholeState {
  const { json, meta } = JSON.parse(withEnvelope(text)) as WholeState
  const whole = wholeTuple({ name: component }, json)
  if (meta === undefined) return { json: whole }
  const added = whole.length - json.length
  const moved = Object.entries(meta.values).map(([path, type]) => [
    path.replace(/^\d+/, (index) => `${Number(index) + added}`),
    type,
  ])
  return { json: whole, meta: { ...meta, values: Object.fromEntries(moved) } }
}
