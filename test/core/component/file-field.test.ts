import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { readInput } from '../../../server/core/call/input.ts'
import { readFiles } from '../../../server/core/component/file-field.ts'
import { mount } from '../../../server/core/instance/mount.ts'
import {
  type AnyComponent,
  call,
  defineComponent,
  type StoredFile,
  sealInstance,
} from '../../../server/core/rooms.ts'
import { bareSchema, createWorld, formOf, tagOf } from '../visit.ts'

/** Defines a component whose method takes these files. */
function define(files: unknown, more: object = {}): AnyComponent {
  const method = { files, params: z.object({ title: z.string() }), run() {} }
  const definition = { name: 'album', template: 'album.njk', methods: { add: method }, ...more }
  return defineComponent(definition as never) as AnyComponent
}

const refuses = (files: unknown, message: RegExp, more?: object) =>
  assert.throws(() => define(files, more), { code: 'ConfigError', message })

describe('defineComponent with files', () => {
  it('lists them by name; none without', () => {
    const photo = { maxBytes: 5, types: ['image/png', 'application/vnd.ms-excel'], maxFiles: 2 }
    const { files } = define({ photo }).methods.get('add') ?? {}
    assert.deepEqual(files, new Map([['photo', photo]]))
    assert.deepEqual(define(undefined).methods.get('add')?.files, new Map())
  })

  it('refuses names that can not be used, or are taken', () => {
    for (const name of ['', '_state', '__proto__', 'constructor', 'prototype']) {
      refuses(Object.fromEntries([[name, {}]]), /can't be used/)
    }
    refuses({ title: {} }, /File 'title' of album\.add: this name is taken/)
    const publicState = z.object({ photo: z.string() })
    refuses({ photo: {} }, /File 'photo' of album\.add: this name is taken/, { publicState })
  })

  it('refuses limits that limit nothing, and options that nobody reads', () => {
    for (const maxBytes of [0, -1, Number.NaN, '5', null])
      refuses({ photo: { maxBytes } }, /File 'photo' of album\.add: maxBytes/)
    for (const maxFiles of [0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2']) {
      refuses({ photo: { maxFiles } }, /maxFiles/)
    }
    for (const types of [
      [],
      [''],
      ['png'],
      ['image/*'],
      ['.png'],
      ['IMAGE/PNG'],
      ['a/b\n'],
      [' a/b'],
    ]) {
      refuses({ photo: { types } }, /types/)
    }
    refuses({ photo: { maxSize: 1 } }, /no option 'maxSize'/)
  })
})

describe('readInput', () => {
  it('shows a schema no text in the place of a file', async () => {
    const seen: unknown[] = []
    const params = bareSchema((value) => {
      seen.push(value)
      return { value }
    })
    const method = { files: { photo: {} }, params, run() {} }
    const definition = { name: 'album', template: 'album.njk', methods: { add: method } }
    const album = defineComponent(definition as never) as AnyComponent
    const { visit } = createWorld([album])
    const instance = await mount(visit, tagOf(album))
    const fields = formOf({ title: 'Sea', photo: 'sea.png', _list: 'photo' })
    await readInput(instance, album.methods.get('add'), fields)
    assert.deepEqual(seen, [{ title: 'Sea' }])
  })
})

/** Sends a state with one arg, and another behind the files. */
async function send(allowed: readonly number[]) {
  const ran: string[] = []
  const album = defineComponent({
    name: 'album',
    template: 'album.njk',
    args: z.object({ row: z.number() }),
    authorize({ args: { row } }) {
      ran.push(`authorize ${row}`)
      return allowed.includes(row)
    },
    methods: {
      add: {
        files: { photo: { optional: true } },
        run: ({ args }) => void ran.push(`run ${args.row}`),
      },
    },
  }) as AnyComponent
  const { visit } = createWorld([album])
  const seal = async (row: number) =>
    sealInstance(await mount(visit, { ...tagOf(album, { row }), id: 'shelf-1__album-1' }), 'state')
  const _state = await seal(1)
  const fields = formOf({ _state, _args: await seal(2) })
  const receive = async () => {
    ran.push('receive')
    return { fields, files: new Map(), issues: [] }
  }
  const method = album.methods.get('add')
  const request = {
    component: album,
    method,
    sealed: _state,
    fields: formOf({ _state }),
    receive,
  }
  return { ran, called: call(visit, request) }
}

describe('call with files', () => {
  it('takes args that stand behind the files, and asks the guard of them too', async () => {
    const { ran, called } = await send([1, 2])
    await called
    assert.deepEqual(ran, ['authorize 1', 'receive', 'authorize 2', 'run 2'])
  })

  it('runs nothing when the guard refuses the args behind the files', async () => {
    const { ran, called } = await send([1])
    await assert.rejects(called, { code: 'Forbidden' })
    assert.deepEqual(ran, ['authorize 1', 'receive', 'authorize 2'])
  })

  it('takes no file when the guard refuses the args before them', async () => {
    const { ran, called } = await send([2])
    await assert.rejects(called, { code: 'Forbidden' })
    assert.deepEqual(ran, ['authorize 1'])
  })
})

describe('readFiles', () => {
  const file = {} as StoredFile
  const fields = new Map(
    Object.entries({
      one: {},
      maybe: { optional: true },
      some: { maxFiles: 3 },
      any: { maxFiles: 3, optional: true },
    }),
  )

  it('gives one file or a list, as the field says', () => {
    const files = new Map([...fields.keys()].map((name) => [name, [file]]))
    const { values, issues } = readFiles(fields, { files, issues: [] })
    assert.deepEqual(values, { one: file, maybe: file, some: [file], any: [file] })
    assert.deepEqual(issues, [])
  })

  it('misses those that are not optional', () => {
    const { values, issues } = readFiles(fields, { files: new Map(), issues: [] })
    assert.deepEqual(values, { one: undefined, maybe: undefined, some: [], any: [] })
    const message = 'Choose a file.'
    assert.deepEqual(issues, [
      { path: 'one', message },
      { path: 'some', message },
    ])
  })

  it('does not miss one that was refused', () => {
    const refused = [{ path: 'one', message: 'Too large.' }]
    const { issues } = readFiles(new Map([['one', {}]]), { files: new Map(), issues: refused })
    assert.deepEqual(issues, refused)
  })
})
