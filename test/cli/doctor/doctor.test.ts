import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { newKey } from 'sealwax'
import { examineSession } from '../../../server/cli/doctor/examine-session.ts'
import { examineVersions } from '../../../server/cli/doctor/examine-versions.ts'
import type { Visited } from '../../../server/cli/doctor/site.ts'
import { doctor } from '../../../server/cli/doctor.ts'
import { temporaryFolder } from '../../koa/uploads/upload-site.ts'
import { type Ran, runIn } from '../run-command.ts'
import { buildApp, type Faults, goodHead, goodPolicy } from './build-app.ts'

const builder = new URL('./build-app.ts', import.meta.url).href
const program = fileURLToPath(new URL('../../../server/cli.ts', import.meta.url))

/** A folder of an app whose module holds this code. */
async function appFolder(code: string): Promise<string> {
  const folder = join(temporaryFolder(), 'app')
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'app.js'), `import { buildApp } from '${builder}'\n${code}\n`)
  return folder
}

/** Has the doctor look at an app with faults. */
async function examined(faults: Faults = {}, ...args: string[]): Promise<Ran> {
  const folder = await appFolder(`export const app = buildApp(${JSON.stringify(faults)})`)
  return runIn([doctor], 'doctor', '--app', join(folder, 'app.js'), ...args)
}

/** Has git know all files of a folder. */
function track(folder: string): void {
  for (const args of [
    ['init', '-q'],
    ['add', '*.js', 'package.json'],
  ])
    assert.equal(spawnSync('git', args, { cwd: folder }).status, 0)
}

const twoScripts = (first: string, second: string) =>
  `<script src="/_sealwax/${first}.js" defer></script><script src="/_sealwax/${second}.js" defer></script>`

describe('examineVersions', () => {
  for (const [version, level] of [
    ['18.20.8', 'problem'],
    ['20.11.1', 'problem'],
    ['20.12.0', 'ok'],
    ['22.0.0', 'ok'],
  ]) {
    it(`has ${level} to say of Node ${version}`, () => {
      const [node] = examineVersions(resolve('.'), version)
      assert.equal(node?.level, level)
    })
  }
})

describe('sealwax doctor', () => {
  it('finds nothing wrong with an app that is set up well', async () => {
    const { SEALWAX_KEYS: before } = process.env
    process.env['SEALWAX_KEYS'] = newKey()
    try {
      const { code, out } = await examined({ keys: [process.env['SEALWAX_KEYS']] })
      assert.doesNotMatch(out, /PROBLEM|WARNING/)
      assert.equal(code, 0)
      assert.match(out, /ok +1 key from the environment: SEALWAX_KEYS\./)
      assert.match(out, /ok +A call of counter works\./)
      assert.match(out, /ok +2 views compile, 1 of components\./)
      assert.match(out, /ok +htmx 4\.0\.1\n +ok +sealwax\.js runs behind htmx\./)
      assert.match(out, /ok +app\.keys is set/)
    } finally {
      if (before === undefined) delete process.env['SEALWAX_KEYS']
      else process.env['SEALWAX_KEYS'] = before
    }
  })

  const oldHtmx = 'var htmx={version:"2.0.4"}'
  const problems: readonly [what: string, faults: Faults, said: RegExp][] = [
    [
      'a session behind Sealwax',
      { order: 'session late' },
      /koa-session stands behind Sealwax.*\n.*in front of app\.use\(sealwax/,
    ],
    ['no session', { session: false }, /answered with 500: .*koa-session/],
    [
      'a page in front of Sealwax',
      { order: 'page first' },
      /ctx\.render is not a function\n.*in front of the page/,
    ],
    ['cookies that nobody signs', { cookieKeys: null }, /PROBLEM +app\.keys is not set/],
    [
      'a session that scripts can read',
      { session: { httpOnly: false } },
      /koa\.sess: it is not HttpOnly/,
    ],
    [
      'a session that is forgotten',
      { forgetful: true },
      /403 StateRejected: .*does not open with the next/,
    ],
    [
      'calls that are answered elsewhere',
      { callsRefused: 405 },
      /answered with 405, not by Sealwax/,
    ],
    [
      'a cookie that is not Secure behind a proxy',
      { proxy: true, session: { secure: false } },
      /cookie is not Secure/,
    ],
    [
      'a policy that blocks scripts',
      {
        headers: {
          'Content-Security-Policy': "script-src https://cdn.example; connect-src 'self'",
        },
      },
      /script-src does not let \/_sealwax\/htmx\.js run/,
    ],
    [
      'a policy that blocks calls',
      { headers: { 'Content-Security-Policy': "default-src 'none'; script-src 'self'" } },
      /connect-src does not allow the site itself/,
    ],
    [
      'a policy that blocks forms',
      {
        headers: {
          'Content-Security-Policy': goodPolicy.replace("form-action 'self'", "form-action 'none'"),
        },
      },
      /form-action does not allow the site itself/,
    ],
    [
      'no referrer',
      { headers: { 'Referrer-Policy': 'no-referrer' } },
      /makes the Origin of forms "null"/,
    ],
    [
      'htmx 2',
      { head: '<script src="/htmx.js"></script>', scripts: { '/htmx.js': oldHtmx } },
      /htmx 2\.0\.4: Sealwax works with 4/,
    ],
    [
      'sealwax.js in front of htmx',
      { head: twoScripts('sealwax', 'htmx') },
      /sealwax\.js may run before htmx/,
    ],
    [
      'sealwax.js that does not wait',
      { head: goodHead.replace('sealwax.js" defer', 'sealwax.js"') },
      /may run before htmx/,
    ],
    [
      'no sealwax.js',
      { head: '<script src="/_sealwax/htmx.js" defer></script>' },
      /loads no sealwax\.js/,
    ],
    [
      'an htmx that refuses sealwax.js',
      { head: `<meta name="htmx-config" content='{"extensions":"ws, sse"}'>${goodHead}` },
      /lists the extensions "ws, sse": htmx refuses/,
    ],
    [
      'a view that is missing',
      { template: 'nowhere.njk' },
      /nowhere\.njk: no such view, for component counter/,
    ],
    [
      'a folder that is missing',
      { views: ['/no/where', fileURLToPath(new URL('./views', import.meta.url))] },
      /\/no\/where is not there/,
    ],
    ['a page that fails', { page: 'nowhere.njk' }, /answered with 500: .*nowhere\.njk/],
  ]
  for (const [what, faults, said] of problems) {
    it(`finds ${what}`, async () => {
      const { code, out } = await examined(faults)
      assert.match(out, said)
      assert.match(out, /PROBLEM/)
      assert.equal(code, 1)
    })
  }

  const warnings: readonly [what: string, faults: Faults, said: RegExp][] = [
    ['keys that are made at the start', {}, /1 key, not all from the environment/],
    ['a key for cookies that can be guessed', { cookieKeys: ['secret'] }, /holds a short text/],
    ['a session cookie without SameSite', { session: { sameSite: 'none' } }, /no SameSite/],
    ['a session that is not signed', { session: { signed: false } }, /koa\.sess is not signed/],
    ['no policy', { headers: { 'Content-Security-Policy': '' } }, /no Content-Security-Policy/],
    [
      'a policy that allows too much',
      {
        headers: {
          'Content-Security-Policy': goodPolicy.replace(
            "script-src 'self'",
            "script-src 'self' 'unsafe-inline'",
          ),
        },
      },
      /script-src allows 'unsafe-inline'/,
    ],
    ['no htmx', { head: '' }, /loads no htmx/],
    ['addresses that anybody can write', { proxy: true, maxIpsCount: 0 }, /maxIpsCount is 0/],
  ]
  for (const [what, faults, said] of warnings) {
    it(`warns of ${what}`, async () => {
      const { code, out } = await examined(faults)
      assert.match(out, said)
      assert.doesNotMatch(out, /PROBLEM/)
      assert.equal(code, 0)
    })
  }

  it('finds a template that does not compile, by name and line', async () => {
    const folder = await appFolder(
      `export default buildApp({ views: [import.meta.dirname, '${fileURLToPath(new URL('./views', import.meta.url))}'] })`,
    )
    await writeFile(join(folder, 'broken.njk'), 'fine\n{% if %}')
    const { code, out } = await runIn([doctor], 'doctor', '--app', join(folder, 'app.js'))
    assert.match(out, /PROBLEM +broken\.njk:2: /)
    assert.equal(code, 1)
  })

  it('does not take for views what lies below node_modules', async () => {
    const folder = await appFolder(
      `export default buildApp({ views: [import.meta.dirname, '${fileURLToPath(new URL('./views', import.meta.url))}'] })`,
    )
    await mkdir(join(folder, 'parts/node_modules/kit'), { recursive: true })
    await writeFile(join(folder, 'parts/node_modules/kit/broken.html'), '{% if %}')
    const { out } = await runIn([doctor], 'doctor', '--app', join(folder, 'app.js'))
    assert.match(out, /ok +2 views compile/)
  })

  it('finds a key that is in use and in git, and forgives one that is not in use', async () => {
    const [used, other] = [newKey(), newKey()]
    const folder = await appFolder(`export default buildApp({ keys: ['${used}'] })`)
    await writeFile(join(folder, 'other.js'), other)
    track(folder)
    const { code, out } = await runIn([doctor], 'doctor', '--app', join(folder, 'app.js'))
    assert.match(out, /PROBLEM +app\.js is in git and holds a key that is in use\./)
    assert.match(
      out,
      /WARNING +other\.js is in git and holds a key, though none that is seen in use/,
    )
    assert.doesNotMatch(out, /swx1_/)
    assert.equal(code, 1)
  })

  it('warns of an .env that git would take', async () => {
    const folder = await appFolder('export default buildApp()')
    track(folder)
    await writeFile(join(folder, '.env'), '')
    const args = ['doctor', '--app', join(folder, 'app.js')]
    assert.match((await runIn([doctor], ...args)).out, /git does not ignore \.env/)
    await writeFile(join(folder, '.gitignore'), '.env\n')
    assert.doesNotMatch((await runIn([doctor], ...args)).out, /git does not ignore/)
  })

  it('reads .env, and ends though the app listens and goes on working', async () => {
    const folder = await appFolder(
      `setInterval(() => {}, 1000)
       buildApp({ keys: process.env.APP_KEYS.split(',') }).listen(1)`,
    )
    const key = newKey()
    await writeFile(join(folder, '.env'), `APP_KEYS=${key}\n`)
    const args = [
      '--conditions=sealwax-source',
      '--import',
      import.meta.resolve('tsx'),
      program,
      'doctor',
    ]
    const ended = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    })
    assert.match(ended.stdout, /ok +1 key from the environment: APP_KEYS/)
    assert.match(ended.stdout, /ok +A call of counter works/)
    assert.equal(ended.status, 0, ended.stdout + ended.stderr)
    assert(!ended.stdout.includes(key))
  })

  it('takes an app that createApp makes', async () => {
    const folder = await appFolder('export async function createApp() { return buildApp() }')
    const { out } = await runIn([doctor], 'doctor', '--app', join(folder, 'app.js'))
    assert.match(out, /A call of counter works/)
  })

  it('says why an app does not start', async () => {
    const folder = await appFolder('export default buildApp({ keys: ["mine"] })')
    const { code, out } = await runIn([doctor], 'doctor', '--app', join(folder, 'app.js'))
    assert.match(out, /could not be started: Key 1 is not a key: make one with/)
    assert.equal(code, 1)
  })

  it('refuses what it can not look at', async () => {
    const [missing, address] = [
      ['--app', 'nowhere.js'],
      ['--url', 'nowhere'],
    ]
    assert.equal((await runIn([doctor], 'doctor', ...missing)).code, 2)
    assert.equal((await runIn([doctor], 'doctor', ...address)).code, 2)
  })
})

describe('sealwax doctor --url', () => {
  const servers: Server[] = []
  after(() => servers.forEach((server) => server.close()))

  async function serve(): Promise<string> {
    const server = buildApp().listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('looks at a site that runs, and says what it can not see', async () => {
    const url = await serve()
    const { code, out } = await runIn([doctor], 'doctor', '--url', url)
    assert.match(out, /\? +Which keys are in use can not be seen from here/)
    assert.match(out, /ok +A call of counter works/)
    assert.equal(code, 0)
  })

  it('takes the path of the address for the page, unless another is named', async () => {
    const url = `${await serve()}/app/?tab=2`
    assert.match((await runIn([doctor], 'doctor', '--url', url)).out, /\/app\/\?tab=2 is answered/)
    const { out } = await runIn([doctor], 'doctor', '--url', url, '--path', '/other')
    assert.match(out, /ok +\/other is answered/)
  })

  it('has no advice on a proxy for a site that believes no client', async () => {
    const { out } = await runIn([doctor], 'doctor', '--url', await serve())
    assert.match(out, /ok +What a client sends as X-Forwarded-\* is not believed: right\./)
    assert.doesNotMatch(out, /app\.proxy/)
  })

  it('says over https that the cookie is Secure', () => {
    const cookies = ['s=1; path=/; samesite=lax; secure; httponly', 's.sig=2; secure; httponly']
    const visited = { cookies, component: undefined, url: 'https://wax.example/' }
    const [finding] = examineSession(visited as unknown as Visited)
    assert.equal(finding?.message, 'The cookie s: signed, HttpOnly, SameSite=lax, Secure.')
  })

  it('lets nothing of a page command the terminal', async () => {
    const page = '<script src="/\u001b[2J\u009b1m.js"></script>'
    const server = createServer(({ url }, res) => res.end(url === '/' ? page : '')).listen(
      0,
      '127.0.0.1',
    )
    servers.push(server)
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { out } = await runIn([doctor], 'doctor', '--url', url)
    assert.match(out, /\ufffd\[2J/)
    assert.doesNotMatch(out, /[^\P{Cc}\n]/u)
  })
})
