import { callUrl, sealInstance, stateFormId } from '../../core/rooms.ts'
import type { Render } from '../draw/render.ts'
import type { Drawing, WaitingForSeal } from '../draw/scope.ts'
import { writeAttributes } from './attributes.ts'

/** Leaves the place of the hidden state form. */
export function leaveStateForm(render: Render, drawing: Drawing) {
  return leaveWaiting(render, drawing, stateForm)
}

/** Leaves the place of the state fields of a `{% form %}`. */
export function leaveStateFields(render: Render, drawing: Drawing) {
  return leaveWaiting(render, drawing, stateFields)
}

function leaveWaiting(render: Render, drawing: Drawing, draw: WaitingForSeal['draw']) {
  const what = `State of ${drawing.instance.id}`
  const late: WaitingForSeal = { html: '', mayNest: false, met: 0, what, draw }
  drawing.waiting.push(late)
  return render.leave(late)
}

/** Seals a component and fills in what waited for it. */
export function fillState(drawing: Drawing): void {
  for (const late of drawing.waiting) late.html = late.draw(drawing)
}

function stateForm(drawing: Drawing): string {
  const { instance, looseFields, companions } = drawing
  const { visit, component, id } = instance
  const url = callUrl(visit.toolkit, component.name)
  // Enter in a field presses the first button of its form: without this one it would run a method.
  const refresh = looseFields ? `<button hx-post="${url}"></button>` : ''
  const fields = stateFields(drawing) + [...(companions ?? [])].join('')
  // A boosted form is sent by a script, which would swallow a file.
  const plain = component.hasDownload ? ' hx-boost="false"' : ''
  return `<form id="${stateFormId(id)}" method="post" action="${url}" hidden${plain}>${refresh}${fields}</form>`
}

function stateFields(drawing: Drawing): string {
  const { instance, sealer } = drawing
  const { flash } = instance.visit
  drawing.sealedText ??= sealInstance(instance, 'state', sealer)
  const carried = flash === '' ? '' : `<input type="hidden" name="_flash" value="${flash}">`
  return `<input type="hidden" name="_state" value="${drawing.sealedText}" autocomplete="off">${carried}${lineageField(drawing)}`
}

/** What a click was meant for: the script puts the newest state into a call that waited, but leaves this field. */
function lineageField({ instance: { component, lineage } }: Drawing): string {
  if (!component.hasOnce) return ''
  const attributes = { type: 'hidden', name: '_once', value: lineage, autocomplete: 'off' }
  return `<input${writeAttributes(attributes)}>`
}
