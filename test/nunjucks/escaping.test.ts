import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { createSite, define, elementsOf, find } from './render-page.ts'

/** Breaks out of whatever is not escaped: text, comments, quoted and bare attributes, script. */
const polyglot =
  'x"y\'z`w --><hx-partial hx-target="body" hx-swap="innerHTML"><script>alert(1)</script></hx-partial>' +
  '</script></form></textarea></title></style><img src=x onerror=alert(1)> & &amp; &#39; {{ 7*7 }} \u2028\u2029 \x910\x92 \\ $& $1 javascript:alert(1)'

const x = define('x', {
  args: z.object({ arg: z.string() }),
  publicState: z.object({ title: z.string(), nested: z.record(z.string(), z.string()) }),
  init: ({ args }: { args: { arg: string } }) => ({
    publicState: { title: args.arg, nested: { [args.arg]: args.arg } },
  }),
  state: () => ({ secret: 's' }),
  load: ({ args }: { args: { arg: string } }) => ({ loaded: args.arg }),
  methods: {
    pick: { params: z.record(z.string(), z.any()), run() {} },
    add: { params: z.object({ name: z.string() }), run() {} },
  },
})

const views = {
  'x.njk': `
<section {{ attrs(title=arg) }}>{{ sealed() }}
  <p>{{ arg }}</p><p>{{ loaded }}</p><p title="{{ arg }}">{{ title }}</p>
  <button {{ call("pick", id=arg, deep=[{ a: arg }]) }}>go</button>
  <input {{ field("title", placeholder=arg) }}>
  <input {{ field("title", type="radio", value=arg, id="r") }}>
  <textarea {{ field("title", type="textarea") }}>{{ field("title").value }}</textarea>
  {% for message in errors.title %}<em>{{ message }}</em>{% endfor %}
  {% form "add", class=arg %}<input {{ field("name", value=arg) }}>{% endform %}
  {{ slot }}{{ slots.more }}
</section>`,
  'page.njk': `
{{ component("x", arg=value, key=value, attrs={ "data-a": value, class: value }) }}
{% component "x", arg=value %}<b>{{ value }}</b>{% slot "more" %}{% for v in [value] %}<b title="{{ v }}">{{ v }}</b>{% endfor %}{% endslot %}{% endcomponent %}
{% set s %}{{ value }}{% endset %}<u>{{ value }}</u>`,
}

/** What a page is made of: element and attribute names, without any value. */
function shapeOf(html: string): string[] {
  return elementsOf(html).map(
    ({ name, attributes }) => `${name}[${Object.keys(attributes).join(' ')}]`,
  )
}

function siteOf(changed: Partial<typeof views> = {}) {
  return createSite({ ...views, ...changed }, { components: [x] })
}

/** Shape of a component that is drawn again with refused input. */
async function refusedShape(value: string): Promise<string[]> {
  const site = siteOf()
  const instance = await site.resume(await site.page({ value }), 'x--1')
  Object.assign(instance, {
    typed: { title: value, name: value },
    errors: { title: [value, value], name: [value] },
    typedMethod: 'add',
  })
  return shapeOf(await site.renderer.fragment(instance))
}

describe('a hostile value', () => {
  it('adds no element and no attribute to a page, wherever it stands', async () => {
    const harmless = shapeOf(await siteOf().page({ value: 'harmless' }))
    assert.deepEqual(shapeOf(await siteOf().page({ value: polyglot })), harmless)
    assert.ok(harmless.length > 30)
  })

  it('adds none when its input was refused and the component is drawn again', async () => {
    assert.deepEqual(await refusedShape(polyglot), await refusedShape('harmless'))
  })

  it('reaches the reader and the browser unchanged', async () => {
    const html = await siteOf().page({ value: polyglot })
    const root = find(html, ({ attributes }) => attributes['data-component'] === 'x')
    assert.equal(root?.attributes['title'], polyglot)
    assert.equal(root?.attributes['data-a'], polyglot)
    assert.equal(root?.attributes['class'], polyglot)
    assert.deepEqual(JSON.parse(root?.attributes['data-public'] ?? ''), {
      title: polyglot,
      nested: { [polyglot]: polyglot },
    })
    const button = find(html, ({ attributes }) => attributes['name'] === '_params')
    assert.deepEqual(JSON.parse(button?.attributes['value'] ?? ''), {
      id: polyglot,
      deep: [{ a: polyglot }],
    })
    const input = find(html, ({ attributes }) => attributes['name'] === 'title')
    assert.equal(input?.attributes['value'], polyglot)
    assert.equal(find(html, ({ name }) => name === 'p')?.text, polyglot)
    assert.equal(find(html, ({ name }) => name === 'textarea')?.text, polyglot)
    assert.equal(find(html, ({ name }) => name === 'u')?.text, polyglot)
  })

  it('writes no state and no value into an hx- attribute', async () => {
    const html = await siteOf().page({ value: polyglot })
    const values = elementsOf(html).flatMap(({ attributes }) =>
      Object.entries(attributes).filter(([name]) => /^(data-)?hx-/.test(name)),
    )
    for (const [, value] of values) assert.doesNotMatch(value, /alert|["'<>`]/)
  })

  it('is no name of an attribute', async () => {
    const page = '{{ component("x", arg="a", attrs=attrs) }}'
    for (const name of [polyglot, 'a"', "a'", 'a>', 'a/', 'a=b', 'a b', 'a\u2028', 'ONclick', '']) {
      await assert.rejects(siteOf({ 'page.njk': page }).page({ attrs: { [name]: 'x' } }), {
        code: 'ConfigError',
        message: /can't be an attribute/,
      })
    }
  })

  it('is no key of its own in an id', async () => {
    const html = await siteOf().page({ value: polyglot })
    for (const { attributes } of elementsOf(html)) {
      for (const name of ['id', 'form', 'for', 'hx-target']) {
        assert.doesNotMatch(attributes[name] ?? '', /["'<> `]/)
      }
    }
  })

  it('is the name of a field as data, wherever that is written', async () => {
    const word = `rows.${polyglot}.x`
    const form =
      '{% form "add", id="f1" %}{% set f = field(word, trigger="change", empty=null) %}<input {{ f }}><button {{ f.refresh }}></button>{% endform %}'
    const draw = (name: string) =>
      siteOf({
        'x.njk': `<section {{ attrs() }}>{{ sealed() }}{% set word = arg %}${form}</section>`,
        'page.njk': '{{ component("x", arg=value) }}',
      }).page({ value: name })
    const html = await draw(word)
    assert.deepEqual(shapeOf(html), shapeOf(await draw('rows.0.x')))
    const input = find(html, ({ attributes }) => attributes['name'] === word)
    assert.deepEqual(JSON.parse(input?.attributes['hx-vals'] ?? ''), { _field: word })
    assert.match(input?.attributes['id'] ?? '', /^[\w-]+$/)
    const sent = elementsOf(html).filter(({ attributes }) => attributes['value'] === word)
    assert.deepEqual(
      sent.map(({ attributes }) => attributes['name']),
      ['_field', '_null'],
    )
  })

  it('is not taken for a replacement pattern', async () => {
    const html = await siteOf().page({ value: "$&$1$`$'$$" })
    assert.equal(find(html, ({ name }) => name === 'u')?.text, "$&$1$`$'$$")
    assert.equal(find(html, ({ name }) => name === 'p')?.text, "$&$1$`$'$$")
  })

  it('is data in the text of a template that is compiled', async () => {
    const word = 'a\u2028\\"; throw 1; // `${7*7}`'
    const html = await siteOf({
      'page.njk': `<u>${word}</u>{% component "x", arg="a" %}<b>${word}</b>{% endcomponent %}`,
    }).page()
    assert.equal(find(html, ({ name }) => name === 'u')?.text, word)
    assert.equal(find(html, ({ name }) => name === 'b')?.text, word)
  })

  it('as the path of a view is data, too', async () => {
    const folder = '\u2028";throw 1;//'
    const site = siteOf({
      'page.njk': `{% include path %}`,
      [`${folder}.njk`]: '\n{{ component("nope") }}',
    } as never)
    await assert.rejects(site.page({ path: `${folder}.njk` }), { code: 'ConfigError' })
  })
})

describe('an object whose `toString` is none, as data may have it', () => {
  for (const value of [{ toString: 1 }, { toString: null, valueOf: 2 }, Object.create(null)]) {
    it(`is put out as nothing, alone and in a list: ${JSON.stringify(value)}`, async () => {
      const page = '<p>{{ value }}</p><p>{{ [[value], 1] }}</p>'
      const html = await createSite({ 'page.njk': page }).page({ value })
      assert.equal(html, '<p></p><p>,1</p>')
    })
  }
})
