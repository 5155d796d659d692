import nunjucks, { type Environment } from 'nunjucks'
import { ConfigError } from '../../core/rooms.ts'
import { type CompiledTemplate, runtime, type TemplateRoot } from '../compile/internals.ts'
import { ViewFrame } from './frame.ts'

/** What a template looks variables and blocks up in. */
interface Context {
  env: Environment
  ctx: object
  blocks: object
  exported: string[]
  addBlock(name: string, block: unknown): void
}

type ContextClass = new (ctx: object, blocks: object, env: Environment) => Context

/**
 * Runs a view as `env.render` does, for data that nobody else has: nunjucks copies it, and looks around for callbacks,
 * which takes longer than to run the template of a small component.
 * @param data becomes the context itself
 * @throws ConfigError where an asynchronous filter or tag has not ended
 */
export function runView(env: Environment, view: string, data: object): string {
  return runCompiled(env, env.getTemplate(view) as unknown as CompiledTemplate, data)
}

/** Runs a template in the same way. */
export function runCompiled(env: Environment, template: CompiledTemplate, data: object): string {
  template.compile()
  const frame = new ViewFrame()
  frame.topLevel = true
  let html: string | undefined
  const end = (error: unknown, text: string): void => {
    if (error) throw error
    html = text
  }
  const context = new ViewContext(data, template.blocks, env)
  template.rootRenderFunc(env, context, frame, runtime, end)
  if (html !== undefined) return html
  throw new ConfigError('asynchronous filters and tags have no place here: wait in `load`.')
}

/** Nunjucks' own class, which it does not export: each template is handed one. */
function findContextClass(): ContextClass {
  let found: unknown
  const root: TemplateRoot = (...[, context, , , end]) => {
    found = context.constructor
    end(null, '')
  }
  const env = new nunjucks.Environment([])
  new nunjucks.Template({ type: 'code', obj: { root } } as never, env).render({})
  return found as ContextClass
}

class ViewContext extends findContextClass() {
  /** Called by the constructor. */
  init(ctx: object, blocks: Readonly<Record<string, unknown>>, env: Environment): void {
    this.env = env
    this.ctx = ctx
    this.blocks = {}
    this.exported = []
    for (const name of Object.keys(blocks)) this.addBlock(name, blocks[name])
  }
}
