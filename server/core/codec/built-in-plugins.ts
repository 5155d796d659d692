import type { TypePlugin } from './type-plugin.ts'

export const builtInPlugins: readonly TypePlugin[] = []
