import nunjucks, { type Environment } from 'nunjucks'
import {
  ConfigError,
  type Fields,
  type Instance,
  place,
  type Renderer,
  StateOutdated,
  sealedState,
} from '../core/index.ts'
import type { CompiledTemplate } from './internals.ts'
import { createRender, type Job, type Render } from './render.ts'
import type { Drawing, Scope, ScopeHolder } from './scope.ts'
import { SlotContent, type SlotReference, slotOwner } from './slot.ts'
import { fillState } from './state-form.ts'

/** Draws pages and fragments in two phases: templates run first, components take their places after. */
export function createDraw(env: Environment, scopes: ScopeHolder): Renderer {
  const painter: Painter = { env, scopes }
  return {
    async page(visit, view, data) {
      const render = createRender(visit)
      const scope: Scope = { render, drawing: undefined, owner: undefined, form: undefined }
      const html = scopes.run(scope, () => env.render(view, data))
      await drawJobs(painter, render)
      return render.splice(html)
    },
    async fragment(instance) {
      const render = createRender(instance.visit)
      const html = drawInstance(painter, render, instance)
      await drawJobs(painter, render)
      return render.splice(html)
    },
  }
}

interface Painter {
  readonly env: Environment
  readonly scopes: ScopeHolder
}

/** Level by level: all loads of one level start together, so that a batching loader sees them at once. */
async function drawJobs(painter: Painter, render: Render): Promise<void> {
  for (let jobs = render.takeJobs(); jobs.length > 0; jobs = render.takeJobs()) {
    // What is sealed first makes the session's binding, before any load can look at the session.
    render.visit.sealer()
    const placed = await Promise.all(jobs.map((job) => placeJob(render, job)))
    for (const [job, instance] of placed) {
      if (instance !== undefined) job.html = drawInstance(painter, render, instance)
    }
  }
}

async function placeJob(render: Render, job: Job): Promise<[Job, Instance | undefined]> {
  try {
    return [job, await place(render.visit, job.tag)]
  } catch (error) {
    if (error instanceof ConfigError)
      throw new ConfigError(`${job.what}: ${error.message}`, { cause: error })
    throw error
  }
}

function drawInstance(painter: Painter, render: Render, instance: Instance): string {
  const { component, id } = instance
  const drawing = createDrawing(instance)
  const owner = { id, name: component.name, instance }
  const scope: Scope = { render, drawing, owner, form: undefined }
  const context = contextOf(painter, scope, instance)
  const html = painter.scopes.run(scope, () => painter.env.render(component.template, context))
  checkDrawing(drawing)
  fillState(drawing)
  return html.trim()
}

function createDrawing(instance: Instance): Drawing {
  const counts = new Map<string, number>()
  const companions = new Set<string>()
  return {
    instance,
    counts,
    attrs: 0,
    sealed: 0,
    looseFields: false,
    focused: false,
    companions,
    later: [],
    sealedText: undefined,
  }
}

function contextOf(painter: Painter, scope: Scope, instance: Instance): Fields {
  const { args, publicState, loaded, errors } = instance
  const slots = drawableSlots(painter, scope, instance)
  return {
    ...args,
    ...publicState,
    ...sealedState(instance),
    ...loaded,
    errors,
    slots,
    slot: slots['default'],
  }
}

function drawableSlots(
  painter: Painter,
  scope: Scope,
  { slots }: Instance,
): Record<string, SlotContent> {
  const drawable: Record<string, SlotContent> = {}
  for (const [name, reference] of Object.entries(slots)) {
    drawable[name] = new SlotContent(() => drawSlot(painter, scope, reference as SlotReference))
  }
  return drawable
}

function drawSlot({ env, scopes }: Painter, scope: Scope, reference: SlotReference): string {
  const [view, block, , , variables] = reference
  const owner = slotOwner(scope.render, reference)
  const template = slotTemplate(env, view, block)
  if (template === undefined) throw new StateOutdated(scope.render.visit.page)
  const errors = owner?.instance?.errors ?? {}
  return scopes.run({ ...scope, owner, form: undefined }, () =>
    template.render({ errors, ...variables }),
  )
}

/** A slot's block has the form of a template's root function, so it becomes the root of its own. */
function slotTemplate(env: Environment, view: string, block: string): CompiledTemplate | undefined {
  const template = env.getTemplate(view) as unknown as CompiledTemplate
  template.compile()
  const root = Object.hasOwn(template.blocks, block) ? template.blocks[block] : undefined
  if (root === undefined) return undefined
  const blocks = Object.entries(template.blocks).map(([name, code]) => [`b_${name}`, code])
  const source = { type: 'code', obj: { root, ...Object.fromEntries(blocks) } }
  return new nunjucks.Template(source as never, env, view) as unknown as CompiledTemplate
}

function checkDrawing({ instance, attrs, sealed }: Drawing): void {
  const { template } = instance.component
  for (const [word, count] of Object.entries({ attrs, sealed })) {
    if (count === 0) throw new ConfigError(`${template}: the root element needs ${word}().`)
    if (count > 1) throw new ConfigError(`${template}: ${word}() stands twice.`)
  }
}
