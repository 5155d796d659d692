import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Manifest, ownManifest as own } from '../own-package.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

/**
 * Looks at the versions of Node and of the packages that Sealwax works with.
 * @param folder where the app looks for packages
 * @param node as `process.versions.node` writes it
 */
export function examineVersions(folder: string, node = process.versions.node): Finding[] {
  return [examineNode(node), examineSession(folder), ...examinePeers(folder)]
}

function examineNode(node: string): Finding {
  const least = own.engines.node.replace(/^\D+/, '')
  const [hasMajor = 0, hasMinor = 0] = numbersIn(node)
  const [major = 0, minor = 0] = numbersIn(least)
  if (hasMajor > major || (hasMajor === major && hasMinor >= minor)) return ok(`Node ${node}`)
  return problem(`Node ${node} is too old.`, `Install Node ${least} or newer.`)
}

function examineSession(folder: string): Finding {
  const version = versionOf(folder, 'koa-session')
  if (version !== undefined) return ok(`koa-session ${version}`)
  const advice = 'npm install koa-session, unless another middleware makes ctx.session.'
  return warning('koa-session is not installed.', advice)
}

function examinePeers(folder: string): Finding[] {
  return Object.entries(own.peerDependencies).flatMap(([name, range]) => {
    const version = versionOf(folder, name)
    const install = `npm install '${name}@${range}'`
    if (version === undefined) {
      const isOptional = name in own.peerDependenciesMeta
      return isOptional ? [] : [problem(`${name} is not installed.`, install)]
    }
    const wrong = `${name} ${version} is not in ${range}, which Sealwax ${own.version} works with.`
    return [isInRange(version, range) ? ok(`${name} ${version}`) : problem(wrong, install)]
  })
}

/** Packages may hide their package.json from `require`, not from the file system. */
function versionOf(folder: string, name: string): string | undefined {
  const manifest = join(folder, 'node_modules', name, 'package.json')
  if (existsSync(manifest)) {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as Manifest).version
  }
  const parent = dirname(folder)
  return parent === folder ? undefined : versionOf(parent, name)
}

/** Whether a version is in a range such as `^3.1.2`: no other kind is used in our manifest. */
function isInRange(version: string, range: string): boolean {
  const [hasMajor, minor = 0, patch = 0] = numbersIn(version)
  const [major, leastMinor = 0, leastPatch = 0] = numbersIn(range.slice(1))
  if (hasMajor !== major) return false
  if (minor === leastMinor) return patch >= leastPatch
  return major !== 0 && minor > leastMinor
}

function numbersIn(version: string): number[] {
  return version.split('.').map(Number.parseFloat)
}
