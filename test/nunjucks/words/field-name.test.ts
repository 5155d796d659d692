import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { createSite, define } from '../render-page.ts'

const rows = z.array(z.object({ title: z.string() })).default([])
const definition = {
  publicState: z.object({ rows, q: z.string().default('') }),
  methods: {
    sign: {
      params: z.object({ name: z.string(), text: z.string() }),
      files: { photo: {} },
      run() {},
    },
    rename: { params: z.object({ title: z.string() }), run() {} },
    go() {},
  },
}
/** A schema that says what it accepts by its function alone. */
const silent = {
  '~standard': { version: 1, vendor: 'own', validate: (value: object) => ({ value }) },
}

function draw(inside: string, { methods = {}, publicState = {}, development = true } = {}) {
  const views = {
    'book.njk': `<div {{ attrs() }}>{{ sealed() }}${inside}</div>`,
    'page.njk': '{{ component("book", key=1) }}',
  }
  const more = { methods: { ...definition.methods, ...methods } }
  const state = Object.keys(publicState).length > 0 ? { publicState } : {}
  const book = define('book', { ...definition, ...more, ...state })
  return createSite(views, { components: [book], development }).page()
}

const inForm = (name: string) => `{% form "sign" %}<input {{ field("${name}") }}>{% endform %}`
const misspelt =
  /book\.njk:1: Method sign has no param 'nmae' \(it has name, text, photo\), and book no such public state\./

describe('the name of field()', () => {
  it('is refused in a form where neither the method nor the public state has it', () =>
    assert.rejects(draw(inForm('nmae')), { code: 'ConfigError', message: misspelt }))

  it('is refused outside a form where no method has it', () =>
    assert.rejects(draw('<input {{ field("nmae") }}>'), {
      code: 'ConfigError',
      message:
        /book\.njk:1: No method of book has a param 'nmae' \(there are name, text, photo, title\), and book no such public state\./,
    }))

  it('is refused also where there are no names at all', () =>
    assert.rejects(draw('{% form "go" %}<input {{ field("nmae") }}>{% endform %}'), {
      message: /Method go has no param 'nmae', and book no such public state\./,
    }))

  it('is refused also where a template only asks for its messages', () =>
    assert.rejects(draw('{% form "sign" %}{{ field("nmae").errors }}{% endform %}'), {
      message: misspelt,
    }))

  it('counts by its first part where it is a path', async () => {
    await draw(inForm('rows.0.title'))
    await assert.rejects(draw(inForm('row.0.title')), { message: /no param 'row\.0\.title'/ })
  })

  it('may be a param, public state, a file or a param of another method', async () => {
    for (const name of ['name', 'q', 'photo', 'title']) await draw(inForm(name))
    for (const name of ['name', 'q', 'photo', 'title']) await draw(`<input {{ field("${name}") }}>`)
  })

  it('may be any where a schema does not tell its names', async () => {
    await draw(inForm('nmae'), { publicState: silent })
    await draw(inForm('nmae'), { methods: { other: { params: silent, run() {} } } })
  })

  it('is not looked at in production', async () => {
    await draw(inForm('nmae'), { development: false })
  })
})
