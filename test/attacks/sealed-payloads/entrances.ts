import type { Purpose } from 'sealwax/core'
import type { Answer } from '../wire.ts'
import type { Vessel } from './vessel.ts'

/** A way for a sealed text into the app. */
export interface Entrance {
  readonly where: string
  /** Component that it has to be the state of. */
  readonly id: 'vessel-1' | 'dock-1__vessel-1'
  /** What a text has to be sealed for, to be looked at there. */
  readonly purpose: Purpose
  readonly send: (vessel: Vessel, sealed: string) => Promise<Answer>
  /** Whether a text that does not open counts as absent, not as a mistake. */
  readonly ignores?: true
}

const calls = '/_sealwax/vessel'

/** The first is the way of a click. */
export const entrances: readonly [Entrance, ...Entrance[]] = [
  {
    where: 'as the state of a call',
    id: 'vessel-1',
    purpose: 'state',
    send: ({ ask }, _state) => ask({ path: `${calls}/look`, fields: { _state } }),
  },
  {
    where: 'as the state of a refresh',
    id: 'vessel-1',
    purpose: 'state',
    send: ({ ask }, _state) => ask({ path: calls, fields: { _state } }),
  },
  {
    where: 'as the state of a form that is filled in',
    id: 'vessel-1',
    purpose: 'state',
    send: ({ ask }, _state) =>
      ask({ path: calls, fields: { _state, _form: 'sail', _field: 'port', port: '' } }),
  },
  {
    where: 'as the state of a form without JavaScript',
    id: 'vessel-1',
    purpose: 'state',
    send: ({ ask }, _state) => ask({ path: `${calls}/look`, fields: { _state }, htmx: false }),
  },
  {
    where: 'as the new arguments of a child',
    id: 'dock-1__vessel-1',
    purpose: 'children',
    send: ({ ask, states }, _args) =>
      ask({ path: `${calls}/look`, fields: { _state: states.child, _args } }),
  },
  {
    where: 'as a state in place of the new arguments of a child',
    id: 'dock-1__vessel-1',
    purpose: 'state',
    send: ({ ask, states }, _args) =>
      ask({ path: `${calls}/look`, fields: { _state: states.child, _args } }),
  },
  {
    where: 'as the state of a living child',
    id: 'dock-1__vessel-1',
    purpose: 'state',
    ignores: true,
    send: ({ ask, states }, sealed) =>
      ask({
        path: '/_sealwax/dock',
        fields: {
          _state: states.dock,
          _live: JSON.stringify([['dock-1__vessel-1', 'A'.repeat(22), sealed]]),
        },
      }),
  },
  {
    where: 'as a state that came over a redirect',
    id: 'vessel-1',
    purpose: 'flash',
    ignores: true,
    send: ({ ask }, sealed) => ask({ path: `/vessel?_sealwax=vessel.${sealed}` }),
  },
]
