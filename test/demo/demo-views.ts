import { fileURLToPath } from 'node:url'

/** Folder of the demo's views. */
export const demoViews = fileURLToPath(new URL('../../views/demo', import.meta.url))
