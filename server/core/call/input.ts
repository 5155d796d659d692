import { checkValue } from '../codec/check-value.ts'
import { parseJson } from '../codec/parse-json.ts'
import type { AnyMethod } from '../component/methods.ts'
import { type Checked, type Fields, maxIssues, validate } from '../component/schema.ts'
import { BadRequest, type Issue, SealingBlocked } from '../errors.ts'
import type { Instance, Visit } from '../instance/visit.ts'
import type { Limits } from '../limits.ts'
import { english, type Texts } from '../texts.ts'
import { type CallFields, pickFields, readForm, withoutFields } from './form-fields.ts'

/** What a request brought, checked. */
export interface Input {
  /** `undefined` when it was refused. */
  readonly publicState: Fields | undefined
  /** `undefined` when they were refused, or the method takes none. */
  readonly params: Fields | undefined
  /** Messages of public state and params together; none when all is well. */
  readonly issues: readonly Issue[]
  /** Form values as they were sent, for drawing the form again. */
  readonly typed: Fields
  /** What to answer once the data is known not to be gone: this is no request of our pages. */
  readonly malformed: BadRequest | undefined
}

/**
 * Reads public state and params. Neither ever meets the reviver: plain JSON or form values, and a schema.
 * @param method whose params they are
 */
export async function readInput(
  instance: Instance,
  method: AnyMethod | undefined,
  fields: CallFields,
): Promise<Input> {
  try {
    return await read(instance, method, fields)
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error
    const nothing = { publicState: undefined, params: undefined, issues: [], typed: {} }
    return { ...nothing, malformed: error }
  }
}

async function read(
  instance: Instance,
  method: AnyMethod | undefined,
  fields: CallFields,
): Promise<Input> {
  const { component, publicState } = instance
  const { limits } = instance.visit.toolkit
  const publicNames = component.publicNames ?? new Set(Object.keys(publicState))
  // A form that is not multipart sends the name of a file as text.
  const form = withoutFields(readForm(fields), method?.files ?? new Map())
  const sentPublic = readPublic(
    instance,
    fields,
    pickFields(form, publicNames, { limits, there: publicState }),
  )
  const sentParams = readParams(instance, {
    method,
    fields,
    form: withoutFields(form, publicNames),
  })
  const overlaid = { ...publicState, ...sentPublic }
  const checkedPublic =
    refuseUnknown(instance, sentPublic, publicNames) ??
    refuseLong(instance, await validate(component.definition.publicState, overlaid))
  const checkedParams =
    refuseUnknown(instance, sentParams, method?.paramNames) ??
    (await validate(method?.params, sentParams))
  return {
    publicState: checkedPublic.value,
    params: method?.params === undefined ? undefined : checkedParams.value,
    issues: [...(checkedPublic.issues ?? []), ...(checkedParams.issues ?? [])],
    typed: { ...form, ...sentPublic, ...sentParams },
    malformed: undefined,
  }
}

/** Refused before the method runs: a state that can't be sealed after it would lose what it did. */
function refuseLong(instance: Instance, checked: Checked): Checked {
  if (checked.issues !== undefined || isSealable(instance, checked.value)) return checked
  return { issues: [{ path: '', message: sayTo(instance.visit).tooLong }] }
}

function sayTo({ texts }: Visit): Texts {
  return texts?.() ?? english
}

/** Half of a state's room is for public state: args and server state need some as well. */
function isSealable({ component, visit }: Instance, publicState: Fields): boolean {
  if (Object.keys(publicState).length === 0) return true
  const { publicCodec, limits } = visit.toolkit
  try {
    const text = publicCodec.write(publicState, `${component.name}: public state`)
    // Base64 adds a third.
    return Buffer.byteLength(text) * 2 <= limits.maxSealedLength
  } catch (error) {
    if (error instanceof SealingBlocked && error.isTooMuch) return false
    throw error
  }
}

function readPublic({ visit }: Instance, fields: CallFields, form: Fields): Fields {
  const json = fields['_public']
  return json === undefined ? form : parseObject(json, visit.toolkit.limits)
}

interface SentParams {
  readonly method: AnyMethod | undefined
  readonly fields: CallFields
  readonly form: Fields
}

function readParams({ visit }: Instance, { method, fields, form }: SentParams): Fields {
  const { limits } = visit.toolkit
  const json = fields['_params']
  const named =
    method?.paramNames === undefined ? form : pickFields(form, method.paramNames, { limits })
  if (json === undefined) return method?.params === undefined ? {} : named
  if (method?.params === undefined) throw new BadRequest('This method takes no params.')
  // What a control holds that calls the method by itself is no param of a button beside it.
  const isBeside = fields['_controls']?.includes(method.name) === true
  if (method.paramNames !== undefined && Object.keys(named).length > 0 && !isBeside) {
    throw new BadRequest('Params come as fields or as _params, not both.')
  }
  return parseObject(json, limits)
}

function parseObject(texts: readonly string[], limits: Limits): Fields {
  try {
    if (texts.length !== 1) throw new TypeError('sent more than once')
    const value = parseJson(texts[0] as string, limits)
    checkValue(value, 'json', { limits, findPlugin: () => undefined })
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  } catch {
    // One answer for every way of not being our JSON.
  }
  throw new BadRequest('_public and _params are one JSON object each.')
}

/** Only JSON comes here with unknown names: a form's were left out. */
function refuseUnknown(
  { visit }: Instance,
  sent: Fields,
  names?: ReadonlySet<string>,
): Checked | undefined {
  const unknown = Object.keys(sent).filter((name) => names?.has(name) === false)
  if (unknown.length === 0) return undefined
  const message = sayTo(visit).unknownField
  return { issues: unknown.slice(0, maxIssues).map((path) => ({ path, message })) }
}
