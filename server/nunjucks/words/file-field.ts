import { type AnyMethod, ConfigError } from '../../core/rooms.ts'
import type { Scope } from '../draw/scope.ts'
import type { Attributes } from './attributes.ts'

/** Attributes that make a form send files. htmx reads `enctype` as well, and would give up after a minute. */
export function encodingOf({ files }: AnyMethod): Attributes {
  return files.size === 0 ? {} : { enctype: 'multipart/form-data', 'hx-config': 'timeout:0' }
}

/**
 * Attributes of a file input, as the method of its form declares it.
 * @returns `undefined` for any other control
 * @throws ConfigError for a file that no method takes
 */
export function fileInput(
  { render, owner, form }: Scope,
  { id }: { readonly id: string },
  { name, type }: { readonly name: string; readonly type: string | undefined },
): Attributes | undefined {
  const component = render.visit.toolkit.components.get(owner?.name ?? '')
  const field = component?.methods.get(form?.method ?? '')?.files.get(name)
  if (field === undefined && type !== 'file') return undefined
  if (field === undefined) {
    throw new ConfigError(`field("${name}"): the method of the {% form %} takes no such file.`)
  }
  const multiple = field.maxFiles !== undefined
  return { name, id, type: 'file', multiple, accept: field.types?.join(',') }
}
