export { createRenderer, type RendererOptions } from './create-renderer.ts'
export type { Field } from './words/field-options.ts'
