import type { Kind } from './kind.ts'

/** `counter`: a count that is in its state only. */
export const counter: Kind = {
  start: { count: 0 },
  isThere: () => true,
  methods: {
    increment: ({ state }) => ({ state: { count: state['count'] + 1 } }),
    decrement: ({ state }) => ({ state: { count: state['count'] - 1 } }),
  },
  draw: ({ state }) => ({ shown: { count: String(state['count']) }, forms: {}, children: [] }),
  controls: () => [
    { method: 'decrement', params: {}, selector: '.step:first-child' },
    { method: 'increment', params: {}, selector: '.step:last-child' },
  ],
}
