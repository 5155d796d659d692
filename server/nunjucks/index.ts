export { createRenderer, type RendererOptions } from './create-renderer.ts'
export type { Field } from './field-options.ts'
