import { toPublicJson, writeTopics } from '../../core/rooms.ts'
import { SafeString } from '../compile/internals.ts'
import { ownDrawing, type ScopeHolder } from '../draw/scope.ts'
import { createWord } from './arguments.ts'
import { mergeAttributes, writeAttributes, writeJson } from './attributes.ts'
import { leaveStateForm } from './state-form.ts'

/**
 * What each control of a component inherits: answers go into the root, calls wait in one queue. Both
 * spellings, since htmx reads only the plain one where an app turned implicit inheritance on. How an
 * answer is swapped in it says itself.
 */
const inherited = ['hx-target="this"', 'hx-sync="this:queue all"']
  .map((attribute) => ` ${attribute} ${attribute.replace('=', ':inherited=')}`)
  .join('')

/** `attrs(class="todo")`: the attributes of a component's root. */
export function createAttrs(scopes: ScopeHolder) {
  return createWord(({ named }) => {
    const drawing = ownDrawing(scopes.current('attrs()'), 'attrs()')
    const { instance } = drawing
    drawing.attrs++
    const own = writeAttributes(mergeAttributes(named, instance.attrs))
    const identity = `id="${instance.id}" data-component="${instance.component.name}"`
    const publicState = writeJson(toPublicJson(instance.publicState))
    const { digest } = instance
    const nested = digest === undefined ? '' : ` data-digest="${digest}"`
    const topics =
      instance.component.definition.topics === undefined
        ? ''
        : ` data-topics="${writeTopics(instance, drawing.sealer)}"`
    drawing.attrsText = `${identity}${nested}${topics} data-public=${publicState}${own}${inherited}`
    return new SafeString(drawing.attrsText)
  })
}

/** `sealed()`: the hidden form that carries the sealed state. */
export function createSealed(scopes: ScopeHolder) {
  return createWord(() => {
    const scope = scopes.current('sealed()')
    const drawing = ownDrawing(scope, 'sealed()')
    drawing.sealed++
    const marker = leaveStateForm(scope.render, drawing)
    drawing.sealedMarker = marker.toString()
    return marker
  })
}
