import type { AnyComponent } from '../component/define-component.ts'
import type { AnyMethod } from '../component/methods.ts'
import type { Issue } from '../errors.ts'
import type { Instance } from '../instance/visit.ts'
import type { CallFields } from './form-fields.ts'

/** The method whose form a refresh comes from, while that is being filled in. */
export function formMethod(
  { methods }: AnyComponent,
  { _form: [name = ''] = [] }: CallFields,
): AnyMethod | undefined {
  return methods.get(name)
}

/** Fields that the user has been to in the form of a method; `*` stands for all once it was sent. */
export function visitedIn(
  { visited }: Pick<Instance, 'visited'>,
  method: string,
): ReadonlySet<string> {
  const names = Object.hasOwn(visited, method) ? visited[method] : []
  return new Set(Array.isArray(names) ? (names as readonly string[]) : [])
}

/** Fields of one form, and bytes of a name: a request must not make a state grow without end. */
const maxVisited = 100

/**
 * Adds the field that has asked for a refresh of its form to those that the user has been to, and lets a page
 * that is drawn anew have the focus there.
 */
export function leaveField(instance: Instance, { name }: AnyMethod, fields: CallFields): void {
  const [field] = fields['_field'] ?? []
  const names = visitedIn(instance, name)
  instance.effects.focus = field
  if (field === undefined || Buffer.byteLength(field) > maxVisited) return
  if (names.size >= maxVisited || names.has('*')) return
  instance.visited = { ...instance.visited, [name]: [...new Set([...names, field])] }
}

/** Notes that a form was sent which is checked while it is filled in: all of its fields were seen. */
export function noteSentForm(instance: Instance, { name }: AnyMethod, { _form }: CallFields): void {
  if (_form !== undefined) instance.visited = { ...instance.visited, [name]: ['*'] }
}

/** Lets a form that was accepted begin anew. */
export function clearForm(instance: Instance, { name }: AnyMethod): void {
  if (!Object.hasOwn(instance.visited, name)) return
  const { [name]: _, ...others } = instance.visited
  instance.visited = others
}

/** Leaves out what is wrong with fields that the user has still to come to. */
export function shownIssues(
  visited: ReadonlySet<string>,
  issues: readonly Issue[],
): readonly Issue[] {
  if (visited.has('*')) return issues
  return issues.filter(({ path }) => [path, ...waysTo(path)].some((name) => visited.has(name)))
}

/** `a.0.b` is in `a`, in `a.0` and in itself; a key from a request may hold many dots more. */
function waysTo(path: string): string[] {
  const keys = path.split('.', 32)
  return keys.map((_, at) => keys.slice(0, at + 1).join('.'))
}
