import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A folder of the package that is not compiled: it lies as it does here. */
export function packageFolder(path: string): string {
  const manifest = createRequire(import.meta.url).resolve('sealwax/package.json')
  return join(dirname(manifest), path)
}
