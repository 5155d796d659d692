import { fileURLToPath } from 'node:url'
import { formComponents } from '../../browser/form-components.ts'
import { createTestApp, type TestAppOptions } from '../../koa/test-app.ts'
import { listen, visit, type Wire } from '../wire.ts'
import { loose } from './loose.ts'

const views = fileURLToPath(new URL('../views', import.meta.url))
const formViews = fileURLToPath(new URL('../../browser/views', import.meta.url))

/** A component on a page that was opened, and all that can be called on it. */
export interface Target {
  readonly site: Site
  readonly page: string
  readonly id: string
  readonly component: string
  /** `''` stands for a refresh. */
  readonly methods: readonly string[]
  readonly state: string
  /** Words that mean something to it. */
  readonly names: readonly string[]
}

export interface Site {
  readonly wire: Wire
  readonly world: ReturnType<typeof createTestApp>['world']
  readonly cookie: string
}

interface Planned {
  readonly page: string
  readonly id: string
  readonly methods: readonly string[]
  readonly names: readonly string[]
}

const calls: readonly Planned[] = [
  {
    page: '/items',
    id: 'item-1',
    methods: ['', 'touch', 'act', 'save', 'pay', 'rename'],
    names: ['title'],
  },
  {
    page: '/profile',
    id: 'profile-me',
    methods: ['', 'save', 'sign_up'],
    names: ['name', 'email', 'tag', 'plan'],
  },
  {
    page: '/profile',
    id: 'counter-side',
    methods: ['', 'increment', 'add', 'look', 'leave'],
    names: ['amount'],
  },
  { page: '/panel', id: 'panel--1', methods: ['', 'open'], names: ['panel--1__item-1'] },
  { page: '/panel', id: 'panel--1__item-1', methods: ['', 'touch', 'rename'], names: ['title'] },
]

const forms: readonly Planned[] = [
  {
    page: '/bookings',
    id: 'booking-b',
    methods: ['', 'book'],
    names: [
      'country',
      'name',
      'email',
      'city',
      'note',
      'meal',
      'extras',
      'guests',
      'window',
      'guests.0.name',
      'guests.1.name',
      'guests.0',
      'guests.9.name',
      'extras.0',
      'name.x',
    ],
  },
  {
    page: '/panels',
    id: 'panel-p',
    methods: ['', 'note', 'paint', 'hush', 'undo', 'turn'],
    names: ['on', 'color', 'size', 'tags', 'quiet', 'words', 'shade', 'tags.0', 'tags.1'],
  },
  {
    page: '/ledgers',
    id: 'ledger-l',
    methods: ['', 'look', 'grow'],
    names: ['day', 'at', 'big', 'prices', 'marks', 'prices.0.1', 'marks.0', 'day.x'],
  },
]

const anything: readonly Planned[] = [
  {
    page: '/loose',
    id: 'loose-l',
    methods: ['', 'take', 'pipe', 'ark'],
    names: [
      'any',
      'more',
      'deep',
      'rows',
      'count',
      'day',
      'list',
      'any.0.x',
      'rows.0.title',
      'rows.1',
      'more.toString',
      'any.length',
      'deep.then',
      'any.toJSON',
      'list.0',
    ],
  },
]

const pages: NonNullable<TestAppOptions['pages']> = (ctx, next) =>
  ctx.method === 'GET' ? ctx.render(`${ctx.path.slice(1)}.njk`, { query: ctx.search }) : next()

/** Opens the pages of three apps: with data and nested components, with forms of every kind, with anything. */
export async function openTargets(): Promise<readonly Target[]> {
  return [
    ...(await openAll({}, calls)),
    ...(await openAll({ sealwax: { components: formComponents, views: formViews }, pages }, forms)),
    ...(await openAll({ sealwax: { components: [loose], views }, pages }, anything)),
  ]
}

async function openAll(options: TestAppOptions, planned: readonly Planned[]): Promise<Target[]> {
  const { app, world } = createTestApp({
    ...options,
    sealwax: { badStates: false, ...options.sealwax },
  })
  const wire = await listen(app)
  const targets: Target[] = []
  let site: Site = { wire, world, cookie: '' }
  for (const plan of planned) {
    const { page, cookie } = await visit(wire, plan.page, site.cookie)
    site = { ...site, cookie }
    const component = page.attribute(`#${plan.id}`, 'data-component') ?? ''
    targets.push({ ...plan, site, component, state: page.state(plan.id) })
  }
  return targets
}
