/** Words that `self` has by itself. */
export const selfNames = ['args', 'state', 'client', 'ctx']

/** Words of a component's template. */
export const templateNames = [
  'attrs',
  'call',
  'component',
  'errors',
  'field',
  'sealed',
  'slot',
  'slots',
]
