import { types } from 'node:util'
import { ConfigError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { Malformed } from './annotations.ts'
import { checkValue } from './check-value.ts'
import { UnsealingBlocked } from './revive.ts'
import type { Json, ReviveAt, TypePlugin } from './type-plugin.ts'

/** How the path of what stands for a value begins in errors. */
export function payloadOf({ name }: TypePlugin): string {
  return `payload of '${name}'`
}

const noPlugin = () => undefined

/** Makes what revives the values of plugins: it finds a plugin by its name, and checks what it is given. */
export function createPluginReviver(byName: ReadonlyMap<string, TypePlugin>, limits: Limits) {
  return (written: unknown, at: ReviveAt): unknown => {
    if (!Array.isArray(written) || typeof written[0] !== 'string') {
      throw new Malformed('not a plugin payload')
    }
    const [name, payload, version = 0] = written
    const plugin = byName.get(name)
    if (plugin === undefined) throw new UnsealingBlocked(name)
    // A number where the plugin has none: written by a newer release, in a form that this one can't know.
    const length = plugin.version === undefined ? [2] : [2, 3]
    if (!length.includes(written.length) || !Number.isSafeInteger(version)) {
      throw new Malformed('not a plugin payload')
    }
    // The payload is data of any shape until this check: forbidden keys and depth are refused here.
    checkValue(payload, payloadOf(plugin), { limits, findPlugin: noPlugin })
    const result = plugin.revive(validPayload(plugin, payload), version, at)
    return types.isPromise(result) ? result : refuseThenable(result)
  }
}

function validPayload(plugin: TypePlugin, payload: unknown): Json {
  const result = plugin.schema?.['~standard'].validate(payload)
  if (result === undefined) return payload as Json
  if (types.isPromise(result)) {
    result.catch(() => {})
    throw new ConfigError(`The schema of '${plugin.name}' has to be synchronous.`)
  }
  if (result.issues !== undefined)
    throw new TypeError(`a payload that '${plugin.name}' does not accept`)
  return result.value as Json
}

/** A thenable would be run by the next `await` that meets it. */
function refuseThenable(value: unknown): unknown {
  const { then } = Object(value) as { then?: unknown }
  if (typeof then === 'function') throw new TypeError('a plugin revived a thenable')
  return value
}
