import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { before, describe, it } from 'node:test'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { filesIn, type Packed, packed, ROOT, run } from './packed.ts'

const SLOW = { timeout: 300_000 }
const TYPES = ['@types/koa', '@types/node', '@types/nunjucks']

interface Manifest {
  readonly bin: Record<string, string>
  readonly exports: Record<string, unknown>
  readonly scripts: Record<string, string>
  readonly dependencies: Record<string, string>
  readonly peerDependencies: Record<string, string>
  readonly peerDependenciesMeta: Record<string, { readonly optional: true }>
  readonly optionalDependencies?: unknown
}

const manifest: Manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
/** A file named after a plugin and a dash is a part of it. */
const plugins = (await readdir(join(ROOT, 'plugins')))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name, _, all) => !all.some((other) => name.startsWith(`${other}-`)))
const entries = [
  'sealwax',
  'sealwax/core',
  'sealwax/nunjucks',
  'sealwax/koa',
  'sealwax/testing',
  ...plugins.map((name) => `sealwax/plugins/${name}`),
]

const errors = [
  'BadRequest',
  'ConfigError',
  'CrossSite',
  'Forbidden',
  'InternalError',
  'InvalidInput',
  'MethodNotAllowed',
  'NotFound',
  'OnceStoreDown',
  'SealingBlocked',
  'SealwaxError',
  'StaleComponentState',
  'StateExpired',
  'StateOutdated',
  'StateRejected',
  'StateReplayed',
  'TooLarge',
  'TooMany',
  'UnsupportedType',
]
const shared = [
  ...errors,
  'createMemoryBus',
  'createMemoryOnceStore',
  'createRedisBus',
  'createRedisOnceStore',
  'defineComponent',
  'newKey',
  'stale',
]
const forKoa = ['createRedisCountStore', 'createRedisSessionStore', 'createUploads', 'networkOf']
/** Names that each entry point exports, types apart. */
const publicNames: Readonly<Record<string, readonly string[]>> = {
  sealwax: [...shared, ...forKoa, 'createSealwax'],
  'sealwax/core': [
    ...shared,
    'createCodec',
    'createKeyring',
    'createSealer',
    'createToolkit',
    'defaultLimits',
  ],
  'sealwax/nunjucks': ['createRenderer'],
  'sealwax/koa': [...forKoa, 'createHtmx', 'createMiddleware'],
  'sealwax/testing': [
    'bothModes',
    'brokenStates',
    'createClock',
    'createTestKit',
    'expectForgeriesRefused',
    'expectRefused',
    'RefusedCall',
    'createVisitor',
    'expectStale',
    'testKey',
  ],
}

describe('package.json', () => {
  it('exports the public entry points and nothing else', () => {
    assert.deepEqual(Object.keys(manifest.exports), [
      '.',
      './core',
      './nunjucks',
      './koa',
      './testing',
      './plugins/bytes',
      './plugins/decimal',
      './plugins/file',
      './plugins/model',
      './plugins/query',
      './plugins/safe-string',
      './plugins/temporal',
      './plugins/url',
      './client.js',
      './upload.js',
      './live.js',
      './trusted-types.js',
      './views/*',
      './package.json',
    ])
  })

  it('has superjson as its one run-time dependency', () => {
    assert.deepEqual(Object.keys(manifest.dependencies), ['superjson'])
    assert.equal(manifest.optionalDependencies, undefined)
  })

  it('runs nothing when it is installed', () => {
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) {
      assert.equal(manifest.scripts[name], undefined, name)
    }
  })
})

describe('the tarball', () => {
  let { files, tarball, app }: Packed = { files: [], tarball: '', app: '' }
  before(async () => {
    ;({ files, tarball, app } = await packed())
  }, SLOW)

  it('holds the library, its licence and its documents', () => {
    const wanted = ['LICENSE', 'README.md', 'CHANGELOG.md', 'public/sealwax.js']
    wanted.push('dist/server/index.js', 'dist/server/index.d.ts')
    wanted.push(...Object.values(manifest.bin))
    wanted.push(
      ...plugins.flatMap((name) => [`dist/plugins/${name}.js`, `dist/plugins/${name}.d.ts`]),
    )
    assert.deepEqual(
      wanted.filter((path) => !files.includes(path)),
      [],
    )
  })

  it('holds every template of the library', async () => {
    const views = await filesIn(join(ROOT, 'views/sealwax'))
    assert.notEqual(views.length, 0)
    assert.deepEqual(
      files.filter((path) => path.startsWith('views/')),
      views.map((path) => `views/sealwax/${path}`),
    )
  })

  it('holds no test, no demo and no source', () => {
    const unwanted = /(^|\/)(test|demo|node_modules)\/|\.test\.|(?<!\.d)\.ts$|(^|\/)\./
    assert.deepEqual(
      files.filter((path) => unwanted.test(path)),
      [],
    )
  })

  it('satisfies publint', async () => {
    const { buffer } = new Uint8Array(await readFile(tarball))
    const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true })
    const faults = messages.filter(({ type }) => type !== 'suggestion')
    assert.deepEqual(
      faults.map((message) => formatMessage(message, pkg)),
      [],
    )
  })

  it('names programs that node can start', async () => {
    for (const path of Object.values(manifest.bin)) {
      const text = await readFile(join(app, 'node_modules/sealwax', path), 'utf8')
      assert.match(text, /^#!\/usr\/bin\/env node\n/)
    }
  })
})

describe('the installed package', () => {
  let app = ''
  before(async () => {
    ;({ app } = await packed())
    await writeFile(join(app, 'package.json'), '{ "type": "module" }')
  }, SLOW)

  it('has a core that needs neither Koa nor Nunjucks', SLOW, async () => {
    await link(app, Object.keys(manifest.dependencies))
    assert.notDeepEqual(await namesOf(app, 'sealwax/core'), [])
  })

  it('needs no optional peer where its plugin is not imported', SLOW, async () => {
    const optional = Object.keys(manifest.peerDependenciesMeta)
    await link(
      app,
      Object.keys(manifest.peerDependencies).filter((name) => !optional.includes(name)),
    )
    for (const entry of ['sealwax', 'sealwax/nunjucks', 'sealwax/koa'])
      assert.notDeepEqual(await namesOf(app, entry), [], entry)
    await assert.rejects(namesOf(app, 'sealwax/plugins/decimal'), /ERR_MODULE_NOT_FOUND/)
    assert.deepEqual(await evaluate(app, withoutPeers), [
      'ConfigError',
      'Uploads need the package @fastify/busboy: npm install @fastify/busboy',
    ])
    await link(app, optional)
  })

  it('is imported by plain node at every entry point', SLOW, async () => {
    for (const entry of entries) assert.notDeepEqual(await namesOf(app, entry), [], entry)
  })

  it('exports these names and none of what is inside', SLOW, async () => {
    for (const [entry, names] of Object.entries(publicNames)) {
      assert.deepEqual(await namesOf(app, entry), names.toSorted(), entry)
    }
  })

  it('resolves its script, its templates and its package.json', SLOW, async () => {
    const { files } = await packed()
    const views = files.filter((path) => path.startsWith('views/'))
    const paths = [
      'client.js',
      'upload.js',
      'live.js',
      'trusted-types.js',
      'package.json',
      ...views,
    ].map((path) => `sealwax/${path}`)
    const code = `import { existsSync } from 'node:fs'
      const paths = ${JSON.stringify(paths)}
      console.log(JSON.stringify(paths.filter((p) => !existsSync(new URL(import.meta.resolve(p))))))`
    assert.deepEqual(await evaluate(app, code), [])
  })

  it('hides everything else', SLOW, async () => {
    for (const path of ['server/index.ts', 'dist/server/index.js', 'server/core/errors.js']) {
      await assert.rejects(namesOf(app, `sealwax/${path}`), /ERR_PACKAGE_PATH_NOT_EXPORTED/)
    }
  })

  it('types its entry points strictly, without any', SLOW, async () => {
    await link(app, TYPES)
    await writeFile(join(app, 'consumer.ts'), consumer())
    await writeFile(join(app, 'tsconfig.json'), JSON.stringify(CONSUMER_CONFIG))
    await run(app, process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'))
  })
})

const withoutPeers = `import { createUploads } from 'sealwax'
  try {
    createUploads({ folder: '/nowhere' })
  } catch ({ code, message }) {
    console.log(JSON.stringify([code, message]))
  }`

const CONSUMER_CONFIG = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  },
  files: ['consumer.ts'],
}

/** Each entry's exports must have a type of their own, and a wrong use must be an error. */
function consumer(): string {
  const checks = entries.map(
    (entry, index) => `import type * as entry${index} from '${entry}'
export const any${index}: NamesOfAny<typeof entry${index}> = 'none'`,
  )
  return `import { createSealwax, defineComponent } from 'sealwax'
${checks.join('\n')}
type IsAny<T> = 0 extends 1 & T ? true : false
type KeysOfAny<T> = { [K in keyof T]: IsAny<T[K]> extends true ? K : never }[keyof T]
type NamesOfAny<T> = [KeysOfAny<T>] extends [never] ? 'none' : KeysOfAny<T>
// @ts-expect-error keys are text
createSealwax({ keys: [1] })
export const counter = defineComponent({
  name: 'counter',
  template: 'counter.njk',
  state: () => ({ count: 0 }),
  methods: {
    add(self) {
      self.state.count += 1
      // @ts-expect-error the count is a number
      self.state.count = 'one'
      // @ts-expect-error there is no such name
      self.nothing
    },
  },
})
`
}

/** Puts the repository's own copy of other packages beside the unpacked one. */
async function link(app: string, names: string[]): Promise<void> {
  for (const name of names) {
    const path = join(app, 'node_modules', name)
    await mkdir(dirname(path), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), path, 'junction')
  }
}

function namesOf(app: string, entry: string): Promise<unknown> {
  return evaluate(app, `console.log(JSON.stringify(Object.keys(await import('${entry}'))))`)
}

async function evaluate(app: string, code: string): Promise<unknown> {
  return JSON.parse(await run(app, process.execPath, '--input-type=module', '--eval', code))
}
