import { callUrl, sealInstance, stateFormId } from '../../core/rooms.ts'
import type { LateHtml } from '../draw/markers.ts'
import type { Render } from '../draw/render.ts'
import type { Drawing } from '../draw/scope.ts'
import { writeAttributes } from './attributes.ts'

/** Leaves the place of the hidden state form. */
export function leaveStateForm(render: Render, drawing: Drawing) {
  return leaveLater(render, drawing, () => stateForm(drawing))
}

/** Leaves the place of the state fields of a `{% form %}`. */
export function leaveStateFields(render: Render, drawing: Drawing) {
  return leaveLater(render, drawing, () => stateFields(drawing))
}

function leaveLater(render: Render, drawing: Drawing, draw: () => string) {
  const late: LateHtml = { html: '', met: 0, what: `State of ${drawing.instance.id}` }
  drawing.later.push(() => {
    late.html = draw()
  })
  return render.leave(late)
}

/** Seals a component and fills in what waited for it. */
export function fillState(drawing: Drawing): void {
  for (const fill of drawing.later) fill()
}

function stateForm(drawing: Drawing): string {
  const { instance, looseFields, companions } = drawing
  const { visit, component, id } = instance
  const url = callUrl(visit.toolkit, component.name)
  // Enter in a field presses the first button of its form: without this one it would run a method.
  const refresh = looseFields ? `<button hx-post="${url}"></button>` : ''
  const fields = stateFields(drawing) + (companions.size === 0 ? '' : [...companions].join(''))
  return `<form id="${stateFormId(id)}" method="post" action="${url}" hidden>${refresh}${fields}</form>`
}

function stateFields(drawing: Drawing): string {
  const { flash } = drawing.instance.visit
  drawing.sealedText ??= sealInstance(drawing.instance, 'state')
  const carried = flash === '' ? '' : `<input type="hidden" name="_flash" value="${flash}">`
  return `<input type="hidden" name="_state" value="${drawing.sealedText}" autocomplete="off">${carried}${lineageField(drawing)}`
}

/** What a click was meant for: the script puts the newest state into a call that waited, but leaves this field. */
function lineageField({ instance: { component, lineage } }: Drawing): string {
  if (!component.hasOnce) return ''
  const attributes = { type: 'hidden', name: '_once', value: lineage, autocomplete: 'off' }
  return `<input${writeAttributes(attributes)}>`
}
