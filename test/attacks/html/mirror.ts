import { fileURLToPath } from 'node:url'
import type { Context, Next } from 'koa'
import { defineComponent, InvalidInput, stale } from 'sealwax'
import { z } from 'zod'
import { type ActSelf, createTestApp } from '../../koa/test-app.ts'

const views = fileURLToPath(new URL('../views', import.meta.url))

/** Every place where a text of somebody else can come into a page or a head, with a harmless text for it. */
const harmless = {
  arg: 'word',
  childArg: 'word',
  attribute: 'word',
  key: 'word',
  shown: 'word',
  held: 'word',
  loaded: 'word',
  shownName: 'word',
  loadedName: 'word',
  slot: 'word',
  title: 'word',
  fieldName: 'word2',
  typed: 'word',
  schemaMessage: 'word',
  issueMessage: 'word',
  issuePath: 'word',
  staleMessage: 'word',
  message: 'word',
  detail: 'word',
  detailName: 'word',
  event: 'word',
  returned: 'word',
  url: '/word',
  pushed: '/word',
  refreshed: 'word',
  focus: 'word',
  selector: 'word',
  swap: 'word',
  location: '/word',
  fileName: 'word',
  fileType: 'text/plain',
  query: 'word',
  referer: 'word',
  flash: '',
}

export type Point = keyof typeof harmless
export type Words = Readonly<Record<Point, string>>

export const points = Object.keys(harmless) as Point[]

/** Harmless words everywhere but in one place, or there as well. */
export function wordsWith(point: Point, word = harmless[point]): Words {
  return { ...harmless, [point]: word }
}

/** What the method `act` does with the words. */
export type Act = (self: Pick<ActSelf, 'client' | 'ctx'>, words: Words) => unknown

/** What a test changes between two requests. */
interface Mirror {
  words: Words
  act: Act
  gone: boolean
}

/** A site that shows its words wherever it can. */
export function createMirror() {
  const mirror: Mirror = { words: harmless, act: () => {}, gone: false }
  const page = (ctx: Context, next: Next) =>
    ctx.path === '/mirror' ? ctx.render('mirror.njk', { words: mirror.words }) : next()
  const { app, world } = createTestApp({
    sealwax: {
      components: [createComponent(mirror), leaf],
      views,
      badStates: false,
      development: false,
    },
    pages: page,
  })
  return { app, world, mirror }
}

const leaf = defineComponent({
  name: 'leaf',
  template: 'components/leaf.njk',
  args: z.object({ word: z.string() }),
})

/** Data whose names are somebody else's too. */
function namedBy(name: string) {
  return { [name]: [{ [name]: name }] }
}

function createComponent(mirror: Mirror) {
  return defineComponent({
    name: 'mirror',
    template: 'components/mirror.njk',
    args: z.object({ arg: z.string(), childArg: z.string() }),
    publicState: z.object({ shown: z.string(), named: z.any() }),
    state: () => ({ held: mirror.words.held }),
    init: () => ({
      publicState: { shown: mirror.words.shown, named: namedBy(mirror.words.shownName) },
    }),
    load() {
      if (mirror.gone) throw stale(mirror.words.staleMessage)
      // No name of a field is empty or begins with an underscore.
      const { loaded, loadedName, fieldName } = mirror.words
      return { loaded, nested: namedBy(loadedName), fieldName: `a${fieldName}` }
    },
    methods: {
      act: (self) => mirror.act(self, mirror.words),
      note: {
        params: z.object({
          word: z
            .string()
            .refine((word) => word === '', { error: () => mirror.words.schemaMessage }),
          deep: z.any(),
          tags: z.any(),
        }),
        run() {
          const { issuePath, issueMessage } = mirror.words
          throw new InvalidInput([
            { path: 'word', message: issueMessage },
            { path: issuePath, message: issueMessage },
          ])
        },
      },
      save: {
        download: true,
        run: () => ({ name: mirror.words.fileName, type: mirror.words.fileType, body: 'x' }),
      },
    },
  })
}
