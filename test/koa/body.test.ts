import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Middleware } from 'koa'
import { parseFields } from '../../server/koa/body.ts'
import { assertHtmxError } from './answer.ts'
import { readPage } from './page.ts'
import { createTestApp, type Response, type TestAppOptions } from './test-app.ts'

const save = '/_sealwax/profile/save'
const signUp = '/_sealwax/profile/sign_up'
const multipart = 'multipart/form-data; boundary=cut'

async function openProfile(options: TestAppOptions = {}) {
  const { world, browser } = createTestApp(options)
  const visitor = browser()
  const _state = readPage((await visitor.get('/profile')).text).state('profile-me')
  world.ran.length = 0
  const both = async (path: string, fields: [string, string][]) => {
    const all: [string, string][] = [['_state', _state], ...fields]
    const encoded = await visitor.htmx(path, all)
    const form = visitor.agent.post(path).set({ 'HX-Request': 'true', 'Content-Type': multipart })
    const multi: Response = await form.send(toMultipart(all))
    assert.equal(multi.status, encoded.status, multi.text)
    assert.equal(nameIn(multi), nameIn(encoded))
    return encoded
  }
  const post = (path: string, fields: Record<string, string>) =>
    visitor.htmx(path, { _state, ...fields })
  return { world, visitor, _state, both, post }
}

function toMultipart(fields: [string, string][], head = ''): string {
  const parts = fields.map(
    ([name, value]) =>
      `--cut\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n${value}\r\n`,
  )
  return `${parts.join('')}--cut--\r\n`
}

const email = ['email', 'a@b'] as [string, string]

describe('the body of a call', () => {
  it('is read alike in both encodings', async () => {
    const { both, world } = await openProfile()
    const answer = await both(save, [email, ['name', 'Äda € 🕯 +&=%'], ['tag', '1'], ['tag', '2']])
    assert.equal(answer.status, 200)
    assert.equal(readPage(answer.text).text('.name'), 'Äda € 🕯 +&=%')
    assert.deepEqual(world.ran, Array(2).fill('run profile.save {"email":"a@b","tag":["1","2"]}'))
  })

  it('ignores names that nobody knows', async () => {
    const { both, world } = await openProfile()
    const strange = [
      '__proto__',
      'constructor',
      'toString',
      'a[b]',
      'name[x]',
      '',
      '_other',
      'args',
      'state',
    ]
    const answer = await both(save, [
      email,
      ...strange.map((name): [string, string] => [name, 'x']),
    ])
    assert.equal(answer.status, 200)
    assert.equal(readPage(answer.text).text('.name'), 'nobody')
    assert.deepEqual(world.ran, Array(2).fill('run profile.save {"email":"a@b"}'))
    assert.equal(({} as Record<string, unknown>)['x'], undefined)
  })

  it('does not expand brackets', async () => {
    const { post } = await openProfile()
    const answer = await post(save, { 'email[0]': 'a@b', 'email[x]': 'a@b' })
    assert.equal(answer.status, 422)
  })

  it('takes params as JSON', async () => {
    const { both, world } = await openProfile()
    assert.equal((await both(signUp, [['_params', '{"plan":"€"}']])).status, 200)
    assert.deepEqual(world.ran, Array(2).fill('run profile.sign_up €'))
  })

  it('takes public state as JSON', async () => {
    const { both } = await openProfile()
    const answer = await both('/_sealwax/profile', [['_public', '{"name":"Ada"}']])
    assert.equal(readPage(answer.text).text('.name'), 'Ada')
  })

  const bad: [string, string, [string, string][]][] = [
    ['params as JSON and as fields', save, [email, ['_params', '{"email":"a@b"}']]],
    ['params that are no JSON', signUp, [['_params', '{plan:1}']]],
    ['params of nothing', signUp, [['_params', '']]],
    ['params that are a list', signUp, [['_params', '["a"]']]],
    ['params that are null', signUp, [['_params', 'null']]],
    [
      'params twice',
      signUp,
      [
        ['_params', '{"plan":"a"}'],
        ['_params', '{"plan":"a"}'],
      ],
    ],
    ['params with a forbidden key', signUp, [['_params', '{"plan":"a","__proto__":{"x":1}}']]],
    [
      'params that are too deep',
      signUp,
      [['_params', `${'{"plan":'.repeat(40)}1${'}'.repeat(40)}`]],
    ],
    ['params of a method without', '/_sealwax/profile', [['_params', '{}']]],
    [
      'fields of more parts than values are allowed',
      '/_sealwax/profile',
      Array.from({ length: 400 }, (_, n) => [`name.${n}${'.a'.repeat(28)}`, 'x']),
    ],
    ['public state that is no JSON', '/_sealwax/profile', [['_public', 'name=Ada']]],
    [
      'public state twice',
      '/_sealwax/profile',
      [
        ['_public', '{}'],
        ['_public', '{}'],
      ],
    ],
  ]
  for (const [name, path, fields] of bad) {
    it(`is 400 with ${name}`, async () => {
      const { both, world } = await openProfile()
      assertHtmxError(await both(path, fields), { status: 400, code: 'BadRequest' })
      assert.deepEqual(world.ran, [])
    })
  }

  it('refuses unknown names in JSON', async () => {
    const { both, world } = await openProfile()
    assert.equal((await both(signUp, [['_params', '{"plan":"a","more":1}']])).status, 422)
    assert.equal((await both('/_sealwax/profile', [['_public', '{"more":1}']])).status, 422)
    assert.deepEqual(world.ran, [])
  })

  it('is 400 when it is no form after all', async () => {
    const { visitor, _state } = await openProfile()
    const send = (type: string, body: string) =>
      visitor.agent.post(save).set({ 'HX-Request': 'true', 'Content-Type': type }).send(body)
    const whole = toMultipart([['_state', _state]])
    const cases: [string, string][] = [
      [multipart, ''],
      [multipart, 'nonsense'],
      [multipart, whole.slice(0, -9)],
      ['multipart/form-data; boundary=other', whole],
    ]
    for (const [type, body] of cases) {
      assertHtmxError(await send(type, body), { status: 400, code: 'BadRequest' })
    }
  })

  it('is 415 with a boundary that could be read in two ways', async () => {
    const { visitor } = await openProfile()
    const many = toMultipart(Array.from({ length: 2000 }, () => ['a', '1'] as [string, string]))
    for (const boundary of [
      '',
      '; boundary=""',
      '; boundary="c\\ut"',
      '; x="; boundary=qq"; boundary=cut',
    ]) {
      const type = `multipart/form-data${boundary}`
      const headers = { 'HX-Request': 'true', 'Content-Type': type }
      const answer = await visitor.agent.post(save).set(headers).send(many)
      assertHtmxError(answer, { status: 415, code: 'UnsupportedType' })
    }
  })

  it('takes time that grows with its size only, also where one name fills the limit', async () => {
    const started = performance.now()
    const bytes = Buffer.from('a=1&'.repeat(200_000))
    assert.equal((await parseFields({ bytes, boundary: undefined }))['a']?.length, 200_000)
    assert(performance.now() - started < 5000)
  })

  it('is 413 with parts whose heads hold more than a name', async () => {
    const { visitor, _state } = await openProfile()
    const send = (head: string) =>
      visitor.agent
        .post(save)
        .set({ 'HX-Request': 'true', 'Content-Type': multipart })
        .send(toMultipart([['_state', _state], email], head))
    assert.equal((await send(`\r\nX-More: ${'x'.repeat(1000)}`)).status, 200)
    for (const head of ['\r\nX-More: x'.repeat(20_000), `\r\nX-More: ${'x'.repeat(300_000)}`]) {
      assertHtmxError(await send(head), { status: 413, code: 'TooLarge' })
    }
  })

  it('is 413 when it is refused, and what was typed is too long to be shown again', async () => {
    const { both, world } = await openProfile({ sealwax: { limits: { maxBodyBytes: 20_000 } } })
    const of = (text: string) => both(save, [['email', text]])
    assert.equal((await of('x'.repeat(10_000))).status, 422)
    assert.equal((await of('<'.repeat(1900))).status, 422)
    assertHtmxError(await of('<'.repeat(2100)), { status: 413, code: 'TooLarge' })
    assert.equal((await both(save, [email, ['tag', '<'.repeat(2100)]])).status, 200)
    assert.deepEqual(world.ran.length, 2)
  })

  it('is 400 with a file', async () => {
    const { visitor, _state } = await openProfile()
    const body = toMultipart([['_state', _state]], '; filename="a.txt"')
    const answer = await visitor.agent
      .post(save)
      .set({ 'HX-Request': 'true', 'Content-Type': multipart })
      .send(body)
    assertHtmxError(answer, { status: 400, code: 'BadRequest' })
  })

  it('is 413 with too many parts, however they are written', async () => {
    const { visitor } = await openProfile({ sealwax: { limits: { maxFields: 10 } } })
    const part =
      '--cut\r\ncontent-type: text/plain\r\ncontent-disposition: form-data; name=a\r\n\r\n\r\n'
    for (const [count, status] of [
      [10, 403],
      [11, 413],
    ] as const) {
      const answer = await visitor.agent
        .post(save)
        .set({ 'HX-Request': 'true', 'Content-Type': multipart })
        .send(`${part.replaceAll('name=a', 'name="a"').repeat(count)}--cut--\r\n`)
      assert.equal(answer.status, status, answer.text)
    }
  })
})

describe('a body parser in front', () => {
  it('is fine when it keeps the text', async () => {
    const { post, world } = await openProfile({ first: parser(true) })
    assert.equal((await post(save, { email: 'ä@b' })).status, 200)
    assert.deepEqual(world.ran, ['run profile.save {"email":"ä@b"}'])
  })

  it('does not get around the limits', async () => {
    const limits = { maxBodyBytes: 1000, maxFields: 100 }
    for (const more of [`&a=${'x'.repeat(1000)}`, '&a'.repeat(100)]) {
      const first = parser(true, more)
      const { post } = await openProfile({ first, sealwax: { limits } })
      assert.equal((await post(save, { email: 'a@b' })).status, 413)
    }
  })

  it('is named in the log when it does not', async () => {
    const { post, world } = await openProfile({ first: parser(false) })
    const answer = await post(save, { email: 'a@b' })
    assertHtmxError(answer, { status: 500, code: 'InternalError' })
    assert.match(String((world.errors[0] as Error).cause), /before the body parser/)
    assert.doesNotMatch(answer.text, /parser/)
  })
})

/** What `@koa/bodyparser` leaves behind, or another that keeps no text. */
function parser(keepsText: boolean, more = ''): Middleware {
  return async (ctx, next) => {
    let text = ''
    for await (const chunk of ctx.req) text += String(chunk)
    const body = Object.fromEntries(new URLSearchParams(text))
    Object.assign(ctx.request, { body, ...(keepsText && { rawBody: text + more }) })
    await next()
  }
}

/** Public state in the answer, or the error. */
function nameIn({ text }: Response): string {
  return /data-public='([^']*)'/.exec(text)?.[1] ?? text
}
