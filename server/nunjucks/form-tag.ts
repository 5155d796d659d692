import { ConfigError, callUrl } from '../core/index.ts'
import { readArguments } from './arguments.ts'
import { writeAttributes } from './attributes.ts'
import { findMethod, foreignTarget } from './control.ts'
import { nodes, type Parser, SafeString } from './internals.ts'
import { type FormScope, ownerOf, type ScopeHolder } from './scope.ts'
import { leaveStateFields } from './state-form.ts'
import type { Node } from './syntax-tree.ts'

/** `{% form "add", class="row" %} … {% endform %}`: a form that calls one method. */
export function createFormTag(scopes: ScopeHolder) {
  const tag = {
    tags: ['form'],
    parse(parser: Parser): Node {
      const start = parser.nextToken()
      const args = parser.parseSignature(null, true)
      parser.advanceAfterBlockEnd(start.value)
      const body = parser.parseUntilBlocks('endform')
      parser.advanceAfterBlockEnd()
      if (args['children'].length === 0) {
        parser.fail('{% form %} needs the name of a method', start.lineno, start.colno)
      }
      return new nodes.CallExtension(tag, 'run', args, [body])
    },
    run(_context: object, ...rest: unknown[]) {
      const body = rest.at(-1) as () => string
      const { positional, named } = readArguments(rest.slice(0, -1))
      const scope = scopes.current('{% form %}')
      const owner = ownerOf(scope, '{% form %}')
      if (scope.form !== undefined) throw new ConfigError('Forms do not nest.')
      if (scope.drawing === undefined || scope.drawing.instance.id !== owner.id) {
        throw new ConfigError("{% form %} belongs into a component's own template.")
      }
      const { name } = findMethod(scope, owner, positional[0])
      const url = callUrl(scope.render.visit.toolkit, owner.name, name)
      const form: FormScope = { method: name, companions: new Set() }
      const state = leaveStateFields(scope.render, scope.drawing)
      const content = scopes.run({ ...scope, form }, body)
      const own = { method: 'post', action: url, 'hx-post': url, ...foreignTarget(scope, owner) }
      const attributes = writeAttributes({ ...named, ...own })
      return new SafeString(
        `<form${attributes}>${state}${content}${[...form.companions].join('')}</form>`,
      )
    },
  }
  return tag
}
