import { ConfigError, callUrl } from '../../core/rooms.ts'
import type { Compilation } from '../compile/compile-view.ts'
import { data, nodes, type Parser, type Safe, SafeString } from '../compile/internals.ts'
import { keywordsOf } from '../compile/keyword-node.ts'
import { atPlace } from '../compile/place-error.ts'
import type { Node } from '../compile/syntax-tree.ts'
import { type FormScope, ownDrawing, ownerOf, type ScopeHolder } from '../draw/scope.ts'
import { type Passed, readArguments } from './arguments.ts'
import { writeAttributes } from './attributes.ts'
import { methodInput } from './companions.ts'
import { findMethod, sentByHtmx } from './control.ts'
import { encodingOf } from './file-field.ts'
import { leaveStateFields } from './state-form.ts'

/** `{% form "add", class="row" %} … {% endform %}`: a form that calls one method. */
export function createFormTag(scopes: ScopeHolder, compiling: () => Compilation | undefined) {
  const tag = {
    tags: ['form'],
    parse(parser: Parser): Node {
      const start = parser.nextToken()
      const args = parser.parseSignature(null, true)
      keywordsOf(args)
      parser.advanceAfterBlockEnd(start.value)
      const body = parser.parseUntilBlocks('endform')
      parser.advanceAfterBlockEnd()
      if (args['children'].length < 2) {
        parser.fail('{% form %} needs the name of a method', start.lineno, start.colno)
      }
      args['children'].unshift(data(`${compiling()?.view}:${start.lineno + 1}`))
      return new nodes.CallExtension(tag, 'run', args, [body])
    },
    run(_context: object, place: string, ...rest: unknown[]) {
      const passed = readArguments(rest.slice(0, -1))
      return atPlace(place, () => drawForm(scopes, passed, rest.at(-1) as () => string))
    },
  }
  return tag
}

function drawForm(scopes: ScopeHolder, { positional, named }: Passed, body: () => string): Safe {
  const scope = scopes.current('{% form %}')
  const owner = ownerOf(scope, '{% form %}')
  if (scope.insideForm) throw new ConfigError('forms do not nest.')
  const drawing = ownDrawing(scope, '{% form %}')
  const method = findMethod(scope, owner, positional[0])
  const url = callUrl(scope.render.visit.toolkit, owner.name, method.name)
  const form: FormScope = {
    method: method.name,
    hasFiles: method.files.size > 0,
    companions: new Set(),
    refreshes: false,
    hasButton: false,
  }
  const state = leaveStateFields(scope.render, drawing)
  const content = scopes.run({ ...scope, form, insideForm: true }, body)
  const own = { method: 'post', action: url, ...sentByHtmx(method, url) }
  const attributes = writeAttributes({ ...encodingOf(method), ...named, ...own })
  // Enter presses the first button of a form: it has to send it.
  const submit = form.hasButton ? '<button hidden></button>' : ''
  const hidden = [...form.companions].join('') + methodInput(form)
  return new SafeString(`<form${attributes}>${state.toString()}${submit}${content}${hidden}</form>`)
}
