import {
  type Awaitable,
  all,
  attempt,
  ConfigError,
  type Fields,
  type Instance,
  isKept,
  isPending,
  type Kept,
  type Placed,
  prepare,
  type Renderer,
  type Tag,
  type Visit,
} from '../../core/rooms.ts'
import { atPlace } from '../compile/place-error.ts'
import type { RootChecks } from '../compile/root-checks.ts'
import { drawableSlots, type SlotPainter } from '../slots/draw-slot.ts'
import { fillState } from '../words/state-form.ts'
import { createRender, type Job, type Render } from './render.ts'
import { runView } from './run-view.ts'
import { createDrawing, type Scope } from './scope.ts'

/** What it takes to draw. */
export interface Painter extends SlotPainter {
  readonly roots: RootChecks
}

/** Draws pages and fragments in two phases: templates run first, components take their places after. */
export function createDraw(painter: Painter): Pick<Renderer, 'page' | 'fragment'> {
  return {
    async page(visit, view, data) {
      const render = createRender(visit)
      const scope: Scope = {
        render,
        drawing: undefined,
        owner: undefined,
        form: undefined,
        insideForm: false,
      }
      const html = runTemplate(painter, scope, { view, data: { ...data } })
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

/** Level by level: all loads of one level start together, so that a batching loader sees them at once. */
async function drawJobs(painter: Painter, render: Render): Promise<void> {
  for (let jobs = render.takeJobs(); jobs.length > 0; jobs = render.takeJobs()) {
    // What is sealed first makes the session's binding, before any load can look at the session.
    render.visit.sealer()
    const finishes = await inStep(render, jobs, ({ tag }) =>
      prepare(render.visit, withRoot(painter, tag)),
    )
    const placed = await inStep(render, jobs, (_, index) => finishes[index]?.())
    render.sealer = render.visit.sealer()
    await inStep(render, jobs, (job, index) => {
      job.html = drawPlaced(painter, render, placed[index])
    })
  }
}

/** A child whose root element is not known can't be left in the page: nothing could stand for it. */
function withRoot({ roots }: Painter, tag: Tag): Tag {
  return roots.rootOf(tag.component) === undefined ? { ...tag, keepable: false } : tag
}

/** Stands for a living child: the browser leaves the child as it is, or has it ask for itself with new args. */
function drawPlaceholder({ roots }: Painter, { component, id, sealedArgs }: Kept): string {
  const root = roots.rootOf(component)
  const keep = sealedArgs === undefined ? 'data-keep' : `data-keep="${sealedArgs}"`
  return `<${root} id="${id}" ${keep}></${root}>`
}

/** One step of all jobs, started together; waits only where one of them has to. */
function inStep<T>(
  { visit }: Render,
  jobs: readonly Job[],
  step: (job: Job, index: number) => Awaitable<T>,
): Awaitable<T[]> {
  return all(
    jobs.map((job, index) => {
      const value = attempt(() => step(job, index))
      return isPending(value) ? value.catch((error: unknown) => fail(visit, job, error)) : value
    }),
  )
}

/** Before a mistake stands which component it is about, and where its tag is. */
function fail(visit: Visit, { what, tag }: Job, error: unknown): never {
  visit.failed?.(tag.id, what)
  if (!(error instanceof ConfigError)) throw error
  throw new ConfigError(`${what}: ${error.message}`, { cause: error })
}

/** Data that is gone leaves nothing behind. */
function drawPlaced(painter: Painter, render: Render, placed: Placed): string {
  if (placed === undefined) return ''
  return isKept(placed) ? drawPlaceholder(painter, placed) : drawInstance(painter, render, placed)
}

function drawInstance(painter: Painter, render: Render, instance: Instance): string {
  const { component, id } = instance
  const drawing = createDrawing(instance, render.sealer)
  const owner = { id, name: component.name, publicState: instance.publicState, instance }
  const scope: Scope = { render, drawing, owner, form: undefined, insideForm: false }
  const data = contextOf(painter, scope, instance)
  const html = runTemplate(painter, scope, { view: component.template, data }).trim()
  painter.roots.checkDrawn(drawing, html)
  fillState(drawing)
  return html
}

interface Template {
  readonly view: string
  readonly data: object
}

function runTemplate({ env, scopes }: Painter, scope: Scope, { view, data }: Template): string {
  return scopes.run(scope, () => atPlace(view, () => runView(env, view, data)))
}

function contextOf(painter: Painter, scope: Scope, instance: Instance): Fields {
  const { args, publicState, state, loaded, errors } = instance
  const slots = drawableSlots(painter, scope, instance.slots)
  const own = { errors, slots, slot: slots['default'] }
  // Several spreads in one literal cost more than all else here.
  return Object.assign({}, args, publicState, state, loaded, own)
}
