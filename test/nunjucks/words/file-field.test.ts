import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { createSite, define, type Element, elementsOf } from '../render-page.ts'

const files = {
  photo: { types: ['image/png', 'image/jpeg'] },
  notes: { maxFiles: 3 },
}
const definition = {
  methods: {
    add: { params: z.object({ title: z.string() }), files, run() {} },
    rename: { params: z.object({ title: z.string() }), run() {} },
    echo: { files, download: true, run() {} },
  },
}

/** Draws a component with this inside. */
function draw(inside: string): Promise<string> {
  const views = {
    'x.njk': `<div {{ attrs() }}>{{ sealed() }}${inside}</div>`,
    'page.njk': '{{ component("x", key=1) }}',
  }
  return createSite(views, { components: [define('x', definition)] }).page()
}

async function drawn(inside: string, accept: (element: Element) => boolean) {
  const element = elementsOf(await draw(inside)).find(accept)
  assert(element)
  return element.attributes
}

const input = (word: string) =>
  drawn(`{% form "add" %}<input {{ ${word} }}>{% endform %}`, ({ attributes }) =>
    ['photo', 'notes', 'title'].includes(attributes['name'] ?? ''),
  )

const form = (method: string, more = '') =>
  drawn(
    `{% form "${method}"${more} %}{% endform %}`,
    ({ name, attributes }) => name === 'form' && !('hidden' in attributes),
  )

describe('field() of a file', () => {
  it('is a file input as the method declares it', async () => {
    const photo = {
      name: 'photo',
      id: 'x-1__add_photo',
      type: 'file',
      accept: 'image/png,image/jpeg',
    }
    assert.deepEqual(await input('field("photo")'), photo)
    assert.deepEqual(await input('field("photo", type="file")'), photo)
    const notes = { name: 'notes', id: 'x-1__add_notes', type: 'file', multiple: '' }
    assert.deepEqual(await input('field("notes")'), notes)
  })

  it('takes further attributes', async () => {
    const { required, accept } = await input('field("photo", required=true, accept=".png")')
    assert.deepEqual([required, accept], ['', '.png'])
  })

  it('leaves other fields as they are', async () => {
    assert.deepEqual(await input('field("title")'), {
      name: 'title',
      id: 'x-1__add_title',
      value: '',
    })
  })

  it('sends no word for the server beside it', async () => {
    const html = await draw('{% form "add" %}<input {{ field("notes") }}>{% endform %}')
    assert.doesNotMatch(html, /_list/)
  })

  it('is an error where no method takes such a file', async () => {
    for (const inside of [
      '<input {{ field("photo", type="file") }}>',
      '{% form "add" %}<input {{ field("cover", type="file") }}>{% endform %}',
      '{% form "rename" %}<input {{ field("photo", type="file") }}>{% endform %}',
    ]) {
      await assert.rejects(draw(inside), { code: 'ConfigError', message: /takes no such file/ })
    }
  })
})

describe('{% form %} of a method with files', () => {
  it('is multipart, and waits as long as it takes', async () => {
    assert.deepEqual(await form('add'), {
      enctype: 'multipart/form-data',
      'hx-config': 'timeout:0',
      method: 'post',
      action: '/_sealwax/x/add',
      'hx-post': '/_sealwax/x/add',
    })
  })

  it('leaves it to the browser when a file comes back', async () => {
    const attributes = await form('echo')
    assert.equal(attributes['enctype'], 'multipart/form-data')
    assert.equal(attributes['hx-post'], undefined)
  })

  it('has the state before its files', async () => {
    const html = await draw('{% form "add" %}<input {{ field("photo") }}>{% endform %}')
    const names = elementsOf(html).map(({ attributes }) => attributes['name'])
    assert(names.lastIndexOf('_state') < names.indexOf('photo'))
  })

  it('leaves other forms as they are', async () => {
    const attributes = await form('rename')
    assert.equal(attributes['enctype'], undefined)
    assert.equal(attributes['hx-config'], undefined)
  })
})
