import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import nunjucks from 'nunjucks'
import * as sealwax from 'sealwax'
import { createCodec, defaultLimits } from 'sealwax/core'
import { bytes } from 'sealwax/plugins/bytes'
import { safeString } from 'sealwax/plugins/safe-string'
import { url } from 'sealwax/plugins/url'
import { minify } from 'terser'
import { simpleTypes } from '../../../server/core/codec/revive-leaf.ts'
import { defaultLive } from '../../../server/koa/live/options.ts'
import { codeBelow, type Row, rowsOf } from './read-reference.ts'
import {
  amount,
  defaultIn,
  filesIn,
  found,
  membersOf,
  namesOf,
  quotedBehind,
  source,
  sources,
} from './read-source.ts'

const component = 'server/core/component/component.ts'
const client = 'server/core/instance/client.ts'
const context = 'server/koa/context.ts'
const htmx = 'server/koa/htmx.ts'
const report = 'server/koa/call-report.ts'
const badStates = 'server/koa/bad-states.ts'
const uploads = 'server/koa/uploads/create-uploads.ts'
const redis = 'server/core/redis.ts'
const onceStore = 'server/core/call/once-store.ts'
const fieldOptions = 'server/nunjucks/words/field-options.ts'
const server = ['server/core', 'server/koa', 'server/nunjucks']
  .map((folder) => sources(folder, '.ts'))
  .join('\n')
const scripts = filesIn('public').filter((name) => name.endsWith('.js'))
const browser = scripts.map((name) => source(`public/${name}`)).join('\n')

/** Names of a table, as the source writes them: `redirect(url)` is `redirect`. */
function documented(slug: string, heading: string, first?: string): string[] {
  return rowsOf(slug, heading, first).flatMap(({ names }) => names.map(bare))
}

function bare(name: string): string {
  return name.replace(/^\{% | %\}$|\(.*\)$/g, '')
}

/** What stands in the table of a page, and what the source has. */
const tables: Record<string, [actual: () => string[], expected: () => string[]]> = {
  'components: fields': [
    () => documented('components', 'fields'),
    () => namesOf(component, 'Definition'),
  ],
  'components: hooks': [
    () => documented('components', 'hooks'),
    () => quotedBehind('server/core/component/define-component.ts', 'const hooks = ['),
  ],
  'components: options of methods': [
    () => documented('components', 'methods'),
    () => quotedBehind('server/core/component/methods.ts', 'const methodOptions = new Set(['),
  ],
  'components: options of files': [
    () => documented('components', 'files', 'option'),
    () => namesOf('server/core/component/file-field.ts', 'FileField'),
  ],
  'components: stored files': [
    () => documented('components', 'files', 'member'),
    () => namesOf('server/core/stored-file.ts', 'StoredFile'),
  ],
  'self: members': [() => documented('self', 'self'), () => namesOf(component, 'Base')],
  'self: client': [() => documented('self', 'self-client'), () => namesOf(client, 'Client')],
  'self: ctx': [
    () => documented('self', 'ctx', 'member'),
    () => namesOf(context, 'SealwaxContext'),
  ],
  'self: ctx.sealwax': [
    () => documented('self', 'ctx', 'in ctx.sealwax'),
    () => namesOf(context, 'SealwaxContext', 4),
  ],
  'self: ctx.htmx': [() => documented('self', 'ctx-htmx'), () => namesOf(htmx, 'Htmx')],
  'templates: words': [
    () => [...new Set(documented('templates', 'all-of-them'))],
    () => [
      ...new Set([
        ...found(server, /env\.addGlobal\('(\w+)'/g),
        ...[...server.matchAll(/^\s+tags: \[(.*)\],$/gm)].flatMap(([, tags = '']) =>
          found(tags, /'(\w+)'/g),
        ),
        ...quotedBehind(
          'server/core/component/names.ts',
          'templateWords: ReadonlySet<string> = new Set([',
        ),
      ]),
    ],
  ],
  'templates: component': [
    () => documented('templates', 'component'),
    () => quotedBehind('server/nunjucks/words/ask-component.ts', 'const ownNames = new Set(['),
  ],
  'templates: call': [
    () => documented('templates', 'call'),
    () =>
      destructured(
        'server/nunjucks/words/control.ts',
        ', [besideField]: beside, ...params } = named',
      ),
  ],
  'templates: arguments of fields': [
    () => documented('templates', 'field', 'argument'),
    () => destructured(fieldOptions, 'rest } = named'),
  ],
  'templates: members of fields': [
    () => documented('templates', 'field', 'member'),
    () => namesOf(fieldOptions, 'Field'),
  ],
  'templates: views': [
    () => rowsOf('templates', 'views-that-you-may-have-your-own-of').flatMap(({ names }) => names),
    () => filesIn('views/sealwax').map((name) => `sealwax/${name}`),
  ],
  'options: all': [
    () => documented('options', 'options'),
    () =>
      found(
        /const known: [^{]*\{(.*?)\n\}/s.exec(source('server/create-sealwax.ts'))?.[1] ?? '',
        /(\w+): true/g,
      ),
  ],
  'options: the toolkit': [
    () => documented('options', 'the-toolkit'),
    () => namesOf('server/create-sealwax.ts', 'Sealwax'),
  ],
  'options: limits': [() => documented('options', 'limits'), () => Object.keys(defaultLimits)],
  'options: bad states': [
    () => documented('options', 'states-that-do-not-open'),
    () => namesOf(badStates, 'BadStatesOptions'),
  ],
  'options: uploads': [
    () => documented('options', 'uploads'),
    () => namesOf(uploads, 'UploadsOptions'),
  ],
  'options: living pages': [
    () => documented('options', 'living-pages'),
    () => namesOf('server/koa/live/options.ts', 'LiveOptions'),
  ],
  'options: buses': [
    () => documented('options', 'buses'),
    () => [
      ...new Set([
        ...namesOf('server/core/live/memory-bus.ts', 'MemoryBusOptions'),
        ...namesOf('server/core/live/redis-bus.ts', 'RedisBusOptions'),
      ]),
    ],
  ],
  'options: stores': [
    () => documented('options', 'stores'),
    () => [...namesOf(redis, 'RedisStoreOptions'), ...namesOf(onceStore, 'MemoryOnceStoreOptions')],
  ],
  'options: reports': [
    () => documented('options', 'reports', 'part'),
    () => namesOf(report, 'CallReport'),
  ],
  'options: durations': [
    () => documented('options', 'reports', 'in durations'),
    () => [...namesOf('server/core/meter.ts', 'Durations'), 'total'],
  ],
  'options: sizes': [
    () => documented('options', 'reports', 'in sizes'),
    () => namesOf(report, 'CallSizes'),
  ],
  'calls: fields': [
    () => [...documented('calls', 'fields'), '_sealwax'],
    () => found(`${server}\n${browser}`, /['"](_[a-z]+)['"]/g),
  ],
  'calls: request headers': [
    () => documented('calls', 'request-headers').map((name) => name.toLowerCase()),
    () => [
      ...found(server, /headers\['([a-z-]+)'\]/g),
      ...found(server, /ctx\.get\('([A-Za-z-]+)'\)/g).map((name) => name.toLowerCase()),
    ],
  ],
  'calls: answer headers': [
    () => documented('calls', 'answer-headers'),
    () => [...found(server, /(?:ctx|response)\.set\('([A-Z][\w-]+)'/g), 'Vary'],
  ],
  'events: all': [() => documented('events', 'events'), eventsInSource],
  'types: plugins': [
    () => documented('types', 'plugins'),
    () => entryPoints().filter((name) => name.startsWith('sealwax/plugins/')),
  ],
  'types: members of a plugin': [
    () => documented('types', 'your-own'),
    () => namesOf('server/core/codec/type-plugin.ts', 'TypePlugin'),
  ],
  'scripts: files': [
    () => [...documented('scripts', 'files'), ...documented('scripts', 'for-development')],
    () => scripts,
  ],
  'exports: functions': [
    () => documented('exports', 'functions'),
    () => Object.keys(sealwax).filter((name) => !isError(name)),
  ],
  'exports: errors': [
    () => codeBelow('exports', 'errors'),
    () => Object.keys(sealwax).filter(isError),
  ],
  'exports: types': [() => documented('exports', 'types'), exportedTypes],
  'exports: entry points': [() => documented('exports', 'entry-points'), entryPoints],
}

/** Words that a function takes out of what was passed by name. */
function destructured(path: string, end: string): string[] {
  const text = source(path)
  const list = text.slice(0, text.indexOf(end)).split('const { ').at(-1) ?? ''
  return [...list.matchAll(/\w+(?=,|$)/g)].map(([word]) => word)
}

/** Some are written whole, some as what comes behind `sealwax:component-`. */
function eventsInSource(): string[] {
  const whole = found(browser, /'(sealwax:(?:component-)?[a-z]+)'/g)
  const chosen = /const name = .*/.exec(browser)?.[0] ?? ''
  const parts = [
    ...found(browser, /fire\((?:root|on), '([a-z]+)'/g),
    ...found(chosen, /[?:] '([a-z]+)'/g),
  ]
  return [...new Set([...whole, ...parts.map((part) => `sealwax:component-${part}`)])]
}

function exportedTypes(): string[] {
  const text = source('server/index.ts')
  const lists = [...text.matchAll(/export type \{(.*?)\}/gs)].flatMap(
    ([, list = '']) => list.match(/\w+/g) ?? [],
  )
  return [...lists, ...found(text, /\btype (\w+)(?=,| \})/g)]
}

function entryPoints(): string[] {
  const { exports } = JSON.parse(source('package.json')) as { exports: Record<string, unknown> }
  return Object.keys(exports).map((path) => path.replace(/^\./, 'sealwax'))
}

type ErrorClass = new (...args: unknown[]) => sealwax.SealwaxError

const exported: Readonly<Record<string, unknown>> = sealwax

function isError(name: string): boolean {
  const { prototype } = Object(exported[name])
  return name === 'SealwaxError' || prototype instanceof sealwax.SealwaxError
}

/** One of each class: what it says of itself hangs on no argument. */
function errors(): sealwax.SealwaxError[] {
  const names = Object.keys(sealwax).filter((name) => isError(name) && name !== 'SealwaxError')
  return names.map((name) => new (exported[name] as ErrorClass)('one', 'two'))
}

describe('the reference', () => {
  for (const [name, [actual, expected]] of Object.entries(tables)) {
    it(`has all and nothing else in ${name}`, () => {
      const names = expected()
      assert.notEqual(names.length, 0)
      assert.deepEqual(actual().toSorted(), names.toSorted())
    })
  }

  it('says of each field of a component whether it is required', () => {
    for (const [slug, heading, path, name] of [
      ['components', 'fields', component, 'Definition'],
      ['types', 'your-own', 'server/core/codec/type-plugin.ts', 'TypePlugin'],
    ] as const) {
      const required = rowsOf(slug, heading).map(({ names, cells }) => [names[0], cells[1]])
      const expected = membersOf(path, name).map((member) => [
        member.name,
        member.optional ? 'no' : 'yes',
      ])
      assert.deepEqual(Object.fromEntries(required), Object.fromEntries(expected))
    }
  })

  it('says of each error what it is answered with', () => {
    const rows = [...rowsOf('errors', 'refusals-of-a-call'), ...rowsOf('errors', 'failures')]
    const said = rows.map(({ names, cells }) => [names[0], Number(cells[1])])
    const expected = errors().map(({ code, status }) => [code, status])
    assert.deepEqual(Object.fromEntries(said), Object.fromEntries(expected))
    assert.equal(said.length, expected.length)
  })

  it('says of each error what it carries', () => {
    const said = rowsOf('errors', 'what-an-error-carries').map(({ names }) => String(names[0]))
    const own = errors().flatMap((error) => Object.getOwnPropertyNames(error))
    const fromError = ['stack', 'message', 'name']
    const expected = new Set([...own, 'cause'].filter((name) => !fromError.includes(name)))
    assert.deepEqual(said.toSorted(), [...expected].toSorted())
  })

  it('has an answer for each error that a browser may see', () => {
    const rows = rowsOf('calls', 'answers').filter(({ cells }) => cells[1] !== '–')
    const said = rows.map(({ cells }) => [cells[1], Number(cells[2]?.slice(0, 3))])
    const expected = errors()
      .filter(({ expose }) => expose)
      .map(({ code, status }) => [code, status])
    assert.deepEqual(Object.fromEntries(said), Object.fromEntries(expected))
  })

  it('has the defaults of numbers', () => {
    const said = (heading: string, first?: string) => defaultsOf(rowsOf('options', heading, first))
    assert.deepEqual(said('limits'), defaultLimits)
    const day = defaultIn('server/core/toolkit.ts', 'day')
    assert.match(source('server/core/toolkit.ts'), /maxAge = day, maxLifetime = 7 \* day/)
    assert.deepEqual(said('options'), { maxAge: day, maxLifetime: 7 * day })
    for (const [heading, path, names] of [
      ['states-that-do-not-open', badStates, ['limit', 'window']],
      ['uploads', uploads, ['maxBytes', 'maxAge']],
    ] as const) {
      const expected = names.map((name) => [name, defaultIn(path, name)])
      assert.deepEqual(said(heading), Object.fromEntries(expected))
    }
    assert.deepEqual(said('living-pages'), defaultLive)
    assert.deepEqual(said('stores'), {
      timeout: defaultIn(redis, 'timeout'),
      maxClaims: defaultIn(onceStore, 'maxClaims'),
    })
    assert.deepEqual(defaultsOf(rowsOf('components', 'files', 'option')), {
      maxBytes: defaultIn('server/koa/uploads/check-content.ts', 'defaultFileBytes'),
    })
  })

  it('has the sizes of scripts', async () => {
    for (const { names, cells } of rowsOf('scripts', 'files')) {
      const size = await minifiedSize(`public/${names[0]}`)
      const said = Number(cells[1]) * 1000
      assert.ok(said >= size && said < size + 200, `${names[0]} has ${size} bytes`)
    }
  })

  it('lists types that come back as they were', async () => {
    const plugins = [...bytes, url, safeString]
    const codec = createCodec({ plugins, limits: defaultLimits })
    for (const { names } of rowsOf('types', 'the-safe-list')) {
      const value = samples[names[0] ?? '']
      const text = codec.write({ value }, 'state')
      const { value: back } = (await codec.read(text, {} as never)) as { value: unknown }
      assert.deepEqual(back, value, names[0])
    }
    const listed = rowsOf('types', 'the-safe-list').map(({ names }) => names[0]?.toLowerCase())
    const inSource = [...simpleTypes.keys(), ...plugins.map(({ name }) => name)]
    for (const name of inSource) assert.ok(listed.includes(name.toLowerCase()), name)
  })

  it('lists types that are refused', () => {
    const codec = createCodec({ plugins: [...bytes, url, safeString], limits: defaultLimits })
    for (const { names } of rowsOf('types', 'what-is-refused')) {
      const value = refused[names[0] ?? '']
      assert.notEqual(value, undefined, names[0])
      assert.throws(() => codec.write({ value }, 'state'), { code: 'SealingBlocked' }, names[0])
    }
  })
})

/** Numbers in the second cells of a table. */
function defaultsOf(rows: readonly Row[]): Record<string, number> {
  const all = rows.map(({ names, cells }) => [names[0] ?? '', amount(cells[1] ?? '')] as const)
  return Object.fromEntries(all.filter(([, value]) => !Number.isNaN(value)))
}

async function minifiedSize(path: string): Promise<number> {
  const text = source(path)
  const { code = '' } = await minify(text, { module: /^(export|import) /m.test(text) })
  return gzipSync(code, { level: 9 }).length
}

const samples: Record<string, unknown> = {
  string: 'ink',
  number: -0,
  bigint: 12n,
  boolean: true,
  null: null,
  undefined,
  Array: [1, [2]],
  Object: { b: 1, a: 2 },
  Map: new Map([['a', 1]]),
  Set: new Set([1, 'b']),
  Date: new Date(0),
  URL: new URL('https://example.org/'),
  URLSearchParams: new URLSearchParams('a=1'),
  Uint8Array: new Uint8Array([1, 2]),
  ArrayBuffer: new Uint8Array([1, 2]).buffer,
  Buffer: Buffer.from('ink'),
  SafeString: new nunjucks.runtime.SafeString('<b>'),
}

const refused: Record<string, unknown> = {
  RegExp: /a/,
  Error: new Error('no'),
  function: () => {},
  symbol: Symbol('no'),
  Promise: Promise.resolve(),
  class: new (class {
    readonly ink = 'red'
  })(),
}
