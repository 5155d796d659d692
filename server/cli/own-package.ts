import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** What is read of the manifest of Sealwax itself. */
export interface Manifest {
  readonly version: string
  readonly engines: { readonly node: string }
  readonly peerDependencies: Record<string, string>
  readonly peerDependenciesMeta: Record<string, unknown>
}

// By name: it lies at another depth in the package than here.
const require = createRequire(import.meta.url)

export const ownManifest: Manifest = require('sealwax/package.json')

/** A folder of the package that is not compiled: it lies as it does here. */
export function packageFolder(path: string): string {
  return join(dirname(require.resolve('sealwax/package.json')), path)
}
