import { type Renderer, timed } from '../core/rooms.ts'

/** Has the time of drawing counted, where a call is measured. */
export function timedRenderer(renderer: Renderer): Renderer {
  return {
    ...renderer,
    page: (visit, view, data) =>
      timed(visit.meter, 'render', () => renderer.page(visit, view, data)),
    fragment: (instance) =>
      timed(instance.visit.meter, 'render', () => renderer.fragment(instance)),
  }
}
