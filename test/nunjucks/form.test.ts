import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import type { Fields, Instance } from '../../server/core/rooms.ts'
import { byId, createSite, define, type Element, elementsOf, find, textOf } from './render-page.ts'

const definition = {
  publicState: z.object({
    title: z.string().default('public'),
    on: z.boolean().default(true),
    color: z.string().default('red'),
    tags: z.array(z.string()).default(['a', 'c']),
    day: z.coerce.date().default(new Date('2026-03-04T05:06:07Z')),
    sizes: z
      .preprocess((items) => new Set(items as []), z.set(z.coerce.number()))
      .default(new Set([1])),
    rows: z
      .array(z.object({ name: z.string(), done: z.boolean() }))
      .default([{ name: 'r', done: true }]),
  }),
  methods: {
    go() {},
    add: { params: z.object({ name: z.string(), box: z.any() }), run() {} },
    edit: { params: z.object({ name: z.string() }), run() {} },
    send: { files: { scan: {} }, run() {} },
  },
}

function siteOf(inside: string) {
  const views = {
    'x.njk': `<div {{ attrs() }}>{{ sealed() }}${inside}</div>`,
    'page.njk': '{{ component("x", key=1) }}',
  }
  return createSite(views, { components: [define('x', definition)] })
}

type Refused = Partial<
  Pick<Instance, 'errors' | 'typed' | 'typedMethod' | 'visited' | 'refreshed'>
> & { focus?: string }

/** Draws the component, as it is or with refused input. */
async function draw(inside: string, { focus, ...refused }: Refused = {}): Promise<string> {
  const site = siteOf(inside)
  const instance = await site.resume(await siteOf('').page(), 'x-1')
  if (focus !== undefined) instance.effects.focus = focus
  return site.renderer.fragment(Object.assign(instance, refused))
}

function named(html: string, name: string): Element[] {
  return elementsOf(html).filter(
    ({ attributes }) => attributes['name'] === name && attributes['type'] !== 'hidden',
  )
}

async function input(field: string, refused?: Refused): Promise<Fields> {
  const html = await draw(`<input {{ ${field} }}>`, refused)
  return { ...elementsOf(html).findLast(({ name }) => name === 'input')?.attributes }
}

/** Elements that a form owns, in document order, as HTML defines form owners. */
function ownedBy(html: string, form: Element): Element[] {
  const isIn = (element: Element | undefined): boolean =>
    element !== undefined &&
    (element.attributes['id'] === form.attributes['id'] && element.name === 'form'
      ? element.text === form.text
      : isIn(element.parent))
  return elementsOf(html).filter((element) =>
    'form' in element.attributes
      ? element.attributes['form'] === form.attributes['id']
      : isIn(element.parent),
  )
}

/** The button that Enter in a field of the form presses. */
function defaultButton(html: string, form: Element): Element | undefined {
  return ownedBy(html, form).find(
    ({ name, attributes }) =>
      (name === 'button' && (attributes['type'] ?? 'submit') === 'submit') ||
      (name === 'input' && ['submit', 'image'].includes(attributes['type'] ?? '')),
  )
}

describe('{% form %}', () => {
  it('posts to its method, with and without JavaScript, with a state of its own', async () => {
    const html = await draw('{% form "add", class="row", id="f1" %}<i></i>{% endform %}')
    const form = byId(html, 'f1')
    assert.deepEqual(form.attributes, {
      class: 'row',
      id: 'f1',
      method: 'post',
      action: '/_sealwax/x/add',
      'hx-post': '/_sealwax/x/add',
    })
    const [state, ...rest] = form.children
    assert.equal(state?.attributes['name'], '_state')
    assert.equal(state?.attributes['value'], byId(html, 'x-1__f').children[0]?.attributes['value'])
    assert.equal(rest[0]?.name, 'i')
  })

  it('keeps method and action, whatever its attributes', async () => {
    const html = await draw('{% form "add", action="/evil", method="get", id="f1" %}{% endform %}')
    assert.equal(byId(html, 'f1').attributes['action'], '/_sealwax/x/add')
    assert.equal(byId(html, 'f1').attributes['method'], 'post')
  })

  it('works in loops and conditions, with includes and macros inside', async () => {
    const site = createSite(
      {
        'x.njk':
          '{% from "m.njk" import m %}<div {{ attrs() }}>{{ sealed() }}{% for n in [1, 2] %}{% if n %}{% form "add", id=n %}{% include "part.njk" %}{{ m() }}{{ n }}{% endform %}{% endif %}{% endfor %}</div>',
        'part.njk': '<input {{ field("name") }}>{{ n }}',
        'm.njk': '{% macro m() %}<input {{ field("title") }}>{% endmacro %}',
        'page.njk': '{{ component("x", key=1) }}',
      },
      { components: [define('x', definition)] },
    )
    const html = await site.page()
    for (const id of ['1', '2']) {
      const names = byId(html, id).children.map(({ attributes }) => attributes['name'])
      assert.deepEqual(names, ['_state', 'name', 'title'])
      assert.equal(byId(html, id).text, id + id)
    }
  })

  it('refuses what it can not hold, naming the place', async () => {
    const wrong: Record<string, RegExp> = {
      '\n{% form "nope" %}{% endform %}': /x\.njk:2: Component x has no method "nope"/,
      '\n{% form "go" %}{% form "add" %}{% endform %}{% endform %}': /x\.njk:2: forms do not nest/,
      '{% form "go" %}\n{{ component("x") }}{% endform %}': /x\.njk:2: .*forms don't nest/,
      '{% form "go" %}\n{% component "x" %}{% endcomponent %}{% endform %}':
        /x\.njk:2: .*don't nest/,
      '{% form "go", onsubmit="x" %}{% endform %}': /x\.njk:1: "onsubmit" can't be an attribute/,
    }
    for (const [inside, message] of Object.entries(wrong)) {
      await assert.rejects(draw(inside), { code: 'ConfigError', message })
    }
    assert.throws(
      () => siteOf('\n{% form %}{% endform %}'),
      /x\.njk:2.*needs the name of a method/s,
    )
  })

  it('holds no component in a slot that is put into it, either', async () => {
    const y = define('y', { methods: { go() {} } })
    const site = createSite(
      {
        'y.njk': '<div {{ attrs() }}>{{ sealed() }}{% form "go" %}{{ slot }}{% endform %}</div>',
        'page.njk': '{% component "y" %}\n{{ component("y") }}{% endcomponent %}',
      },
      { components: [y] },
    )
    await assert.rejects(site.page(), { code: 'ConfigError', message: /page\.njk:2: .*don't nest/ })
  })

  it('is submitted by its own first button, not by one that calls another method', async () => {
    const html = await draw(
      '{% form "add", id="f1" %}<button {{ call("go") }}>go</button><input {{ field("name") }}><button>add</button>{% endform %}',
    )
    assert.equal(defaultButton(html, byId(html, 'f1'))?.text, 'add')
  })
})

describe('field', () => {
  it('is name, id and value of public state', async () => {
    assert.deepEqual(await input('field("title")'), {
      name: 'title',
      id: 'x-1__f_title',
      value: 'public',
      form: 'x-1__f',
    })
  })

  it("refuses the name of a form's property that scripts need", async () => {
    for (const name of ['elements', 'closest', 'reset']) {
      await assert.rejects(input(`field("${name}")`), { code: 'ConfigError' })
    }
  })

  it('has no form= inside a form, and an id of its own there', async () => {
    const html = await draw(
      '{% form "add" %}<input {{ field("title", type="search") }}>{% endform %}',
    )
    assert.deepEqual(named(html, 'title')[0]?.attributes, {
      name: 'title',
      id: 'x-1__add_title',
      type: 'search',
      value: 'public',
    })
  })

  it('begins with the given value where it is no public state', async () => {
    assert.equal((await input('field("name")'))['value'], '')
    assert.equal((await input('field("name", value="n")'))['value'], 'n')
    assert.equal((await input('field("title", value="n")'))['value'], 'public')
  })

  it('shows what was typed when it was refused', async () => {
    const refused = { typed: { title: 'typed', name: '' }, errors: { title: ['Too long.'] } }
    assert.equal((await input('field("title")', refused))['value'], 'typed')
    assert.equal((await input('field("name", value="n")', refused))['value'], '')
    assert.equal((await input('field("color")', refused))['value'], 'red')
  })

  it('shows in each form what was sent to its own method', async () => {
    const inside =
      '{% form "add", id="f1" %}<input {{ field("name", value="a") }}>{% endform %}{% form "edit", id="f2" %}<input {{ field("name", value="b") }}>{% endform %}'
    const html = await draw(inside, {
      typed: { name: 'typed' },
      errors: { name: ['Too long.'] },
      typedMethod: 'edit',
    })
    const [add, edit] = named(html, 'name').map(({ attributes }) => attributes)
    assert.equal(add?.['value'], 'a')
    assert.equal(add?.['aria-invalid'], undefined)
    assert.equal(edit?.['value'], 'typed')
    assert.equal(edit?.['aria-invalid'], 'true')
  })

  it('passes other attributes on', async () => {
    const attributes = await input(
      'field("title", class="a", placeholder="p", required=true, readonly=false, id="own")',
    )
    assert.equal(attributes['class'], 'a')
    assert.equal(attributes['placeholder'], 'p')
    assert.equal(attributes['required'], '')
    assert.equal('readonly' in attributes, false)
    assert.equal(attributes['id'], 'own')
  })

  it('tells a template its id, value, messages and the id of these', async () => {
    const inside =
      '{% set f = field("title") %}<label for="{{ f.id }}"></label><textarea {{ field("title", type="textarea") }}>{{ f.value }}</textarea><p id="{{ f.errorId }}">{{ f.errors | join(" ") }}</p>'
    const refused = { typed: { title: '</textarea><b>' }, errors: { title: ['One.', 'Two.'] } }
    const html = await draw(inside, refused)
    const area = find(html, ({ name }) => name === 'textarea')
    assert.equal(area?.text, '</textarea><b>')
    assert.equal('value' in (area?.attributes ?? {}), false)
    assert.equal('type' in (area?.attributes ?? {}), false)
    const label = find(html, ({ name }) => name === 'label')
    assert.equal(label?.attributes['for'], area?.attributes['id'])
    assert.equal(byId(html, area?.attributes['aria-describedby'] ?? '').text, 'One. Two.')
  })

  it('can be handed to another component, to a macro, and into a slot', async () => {
    const views = {
      'x.njk':
        '{% macro boxed(f) %}{% component "box" %}<input {{ f }}>{% endcomponent %}{% endmacro %}' +
        '<div {{ attrs() }}>{{ sealed() }}{% set f = field("title") %}' +
        '{{ component("box", given=f) }}{% component "box" %}<input {{ f }}>{% endcomponent %}{{ boxed(field("color")) }}</div>',
      'box.njk': '<div {{ attrs() }}>{{ sealed() }}<input {{ given }}>{{ slot }}</div>',
      'page.njk': '{{ component("x", key=1) }}',
    }
    const box = define('box', { args: z.object({ given: z.any().optional() }) })
    const site = createSite(views, { components: [define('x', definition), box] })
    const html = await site.page()
    assert.deepEqual(
      elementsOf(html)
        .flatMap(({ attributes }) => attributes['name'] ?? [])
        .filter((name) => name !== '_state'),
      ['title', 'title', 'color'],
    )
    assert.equal((await site.resume(html, 'x-1__box--2')).component.name, 'box')
  })

  it('marks a refused field, adds to its description, and puts the focus on the first', async () => {
    const inside =
      '<label for="{{ field("title").id }}"></label><input {{ field("color", autofocus=true) }}><input {{ field("title") }}><input {{ field("day") }}>'
    const errors = { title: ['Bad.'], day: ['Bad.'] }
    const html = await draw(inside, { errors, typed: {} })
    const [color, title, day] = ['color', 'title', 'day'].map(
      (name) => named(html, name)[0]?.attributes,
    )
    assert.equal(color?.['autofocus'], undefined)
    assert.equal(color?.['aria-invalid'], undefined)
    assert.equal(title?.['autofocus'], '')
    assert.equal(title?.['aria-invalid'], 'true')
    assert.equal(title?.['aria-describedby'], 'x-1__f_title_error')
    assert.equal(day?.['autofocus'], undefined)
    assert.equal(day?.['aria-invalid'], 'true')
  })

  it('gives the focus to a control that is drawn, not to one that is only asked about', async () => {
    const errors = { color: ['Choose.'], title: ['Bad.'] }
    const radios =
      '<p id="{{ field("color").errorId }}">{{ field("color").errors | join }}</p>{% for c in ["red", "blue"] %}<input {{ field("color", type="radio", value=c) }}>{% endfor %}'
    const html = await draw(`<input {{ field("title", type="hidden") }}>${radios}`, {
      errors,
      typed: {},
    })
    const focused = elementsOf(html).filter(({ attributes }) => 'autofocus' in attributes)
    assert.deepEqual(
      focused.map(({ attributes }) => attributes['id']),
      ['x-1__f_color_red'],
    )
  })

  it('takes no focus where nothing was called, but in a page that is drawn for it', async () => {
    const inside = '<input {{ field("title", autofocus=true) }}><input {{ field("color") }}>'
    const errors = { color: ['Bad.'] }
    for (const refused of [{}, { errors, typed: {} }]) {
      const html = await draw(inside, { ...refused, refreshed: true })
      assert.equal(
        find(html, ({ attributes }) => 'autofocus' in attributes),
        undefined,
      )
    }
    const site = siteOf(inside)
    const instance = await site.resume(await site.page(), 'x-1')
    Object.assign(instance, { errors, typed: {}, refreshed: true })
    const page = await site.page({}, { overlaid: new Map([['x-1', instance]]) })
    assert.equal(named(page, 'color')[0]?.attributes['autofocus'], '')
  })

  it('leaves the focus of a page to the component whose input was refused', async () => {
    const views = {
      'x.njk':
        '<div {{ attrs() }}>{{ sealed() }}<input {{ field("title", autofocus=true) }}><input {{ field("color") }}></div>',
      'page.njk': '{{ component("x", key=1) }}{{ component("x", key=2) }}',
    }
    const site = createSite(views, { components: [define('x', definition)] })
    const instance = await site.resume(await site.page(), 'x-2')
    Object.assign(instance, { errors: { color: ['Bad.'] }, typed: {} })
    const html = await site.page({}, { overlaid: new Map([['x-2', instance]]) })
    const focused = elementsOf(html).filter(({ attributes }) => 'autofocus' in attributes)
    assert.deepEqual(
      focused.map(({ attributes }) => attributes['id']),
      ['x-2__f_color'],
    )
  })

  it('has the focus that a method asked for, and only one field has it', async () => {
    const html = await draw(
      '<input {{ field("color", autofocus=true) }}><input {{ field("title") }}>',
      {
        focus: 'title',
      },
    )
    assert.equal(named(html, 'color')[0]?.attributes['autofocus'], undefined)
    assert.equal(named(html, 'title')[0]?.attributes['autofocus'], '')
    assert.equal((await input('field("color", autofocus=true)'))['autofocus'], '')
  })

  it('is a box that is ticked by public state, and whose absence is told', async () => {
    const html = await draw('<input {{ field("on", type="checkbox") }}>')
    assert.deepEqual(named(html, 'on')[0]?.attributes, {
      name: 'on',
      id: 'x-1__f_on',
      type: 'checkbox',
      value: 'on',
      checked: '',
      form: 'x-1__f',
    })
    const boxes = byId(html, 'x-1__f').children.filter(
      ({ attributes }) => attributes['name'] === '_box',
    )
    assert.deepEqual(
      boxes.map(({ attributes }) => attributes['value']),
      ['on'],
    )
    const refused = { typed: { on: '' }, errors: { title: ['Bad.'] } }
    assert.equal('checked' in (await input('field("on", type="checkbox")', refused)), false)
  })

  it('puts the companion of a box into its own form', async () => {
    const html = await draw(
      '{% form "add", id="f1" %}<input {{ field("box", type="checkbox", checked=true) }}>{% endform %}',
    )
    const hidden = (id: string) =>
      byId(html, id)
        .children.map(({ attributes }) => `${attributes['name']}=${attributes['value']}`)
        .filter((pair) => pair.startsWith('_box'))
    assert.deepEqual(hidden('f1'), ['_box=box'])
    assert.deepEqual(hidden('x-1__f'), [])
    assert.equal(named(html, 'box')[0]?.attributes['checked'], '')
  })

  it('is one of several boxes, or a list', async () => {
    const inside =
      '{% for t in ["a", "b", "c"] %}<input {{ field("tags", type="checkbox", value=t, multiple=true, id="t-" ~ t) }}>{% endfor %}<select {{ field("tags", type="select", multiple=true, id="s") }}>{% for t in ["a", "b"] %}<option{% if t in field("tags").value %} selected{% endif %}>{{ t }}</option>{% endfor %}</select>'
    const html = await draw(inside)
    const ticked = named(html, 'tags').filter(({ attributes }) => 'checked' in attributes)
    assert.deepEqual(
      ticked.map(({ attributes }) => attributes['value']),
      ['a', 'c'],
    )
    assert.equal(byId(html, 's').attributes['multiple'], '')
    assert.equal('type' in byId(html, 's').attributes, false)
    const lists = byId(html, 'x-1__f').children.filter(
      ({ attributes }) => attributes['name'] === '_list',
    )
    assert.deepEqual(
      lists.map(({ attributes }) => attributes['value']),
      ['tags'],
    )
  })

  it('is one of several radio buttons, each with an id of its own', async () => {
    const html = await draw(
      '{% for c in ["red", "blue"] %}<input {{ field("color", type="radio", value=c) }}>{% endfor %}',
    )
    const radios = named(html, 'color').map(({ attributes }) => attributes)
    assert.deepEqual(
      radios.map(({ id, checked }) => [id, checked]),
      [
        ['x-1__f_color_red', ''],
        ['x-1__f_color_blue', undefined],
      ],
    )
    assert.equal(
      find(html, ({ attributes }) => attributes['name'] === '_box'),
      undefined,
    )
  })

  it('writes a date as its input takes it', async () => {
    assert.equal((await input('field("day", type="date")'))['value'], '2026-03-04')
    assert.equal((await input('field("day")'))['value'], '2026-03-04T05:06:07.000Z')
  })

  it('writes date and time as they are read back: in the time zone of the server', async () => {
    const { TZ } = process.env
    for (const zone of ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland']) {
      process.env.TZ = zone
      try {
        const { value } = await input('field("day", type="datetime-local")')
        assert.equal(new Date(value as string).toISOString(), '2026-03-04T05:06:00.000Z', zone)
      } finally {
        if (TZ === undefined) delete process.env.TZ
        else process.env.TZ = TZ
      }
    }
  })

  it('is one of a Set, as of a list, by its text', async () => {
    const html = await draw(
      '{% for n in [1, 2] %}<input {{ field("sizes", type="checkbox", value=n, multiple=true) }}>{% endfor %}{{ field("sizes").value | length }}',
    )
    const ticked = named(html, 'sizes').map(({ attributes }) => 'checked' in attributes)
    assert.deepEqual(ticked, [true, false])
    assert.match(html, />1</)
  })

  it('tells which of many values it has, after refused input too', async () => {
    const inside =
      '{% set f = field("sizes", type="select", multiple=true) %}{% for n in [1, 2] %}<i>{{ f.has(n) }}</i>{% endfor %}'
    const has = async (refused?: Refused) =>
      elementsOf(await draw(inside, refused))
        .filter(({ name }) => name === 'i')
        .map(({ text }) => text)
    assert.deepEqual(await has(), ['true', 'false'])
    assert.deepEqual(await has({ typed: { sizes: ['2'] } }), ['false', 'true'])
    assert.equal(textOf(await draw('{{ field("color").has("red") }}')), 'true')
  })

  it('is a part of public state by its path', async () => {
    const { id, value, name } = await input('field("rows.0.name")')
    assert.deepEqual(
      { id, value, name },
      { id: 'x-1__f_rows_2e0_2ename', value: 'r', name: 'rows.0.name' },
    )
    assert.ok('checked' in (await input('field("rows.0.done", type="checkbox")')))
    assert.equal((await input('field("rows.1.name", value="new")'))['value'], 'new')
    assert.equal((await input('field("rows.constructor.name")'))['value'], '')
    const refused = {
      typed: { 'rows.0.name': 'typed' },
      errors: { rows: ['Bad.'], 'rows.0.name': ['Bad.'] },
    }
    const bad = await input('field("rows.0.name")', refused)
    assert.equal(bad['value'], 'typed')
    assert.equal(bad['aria-invalid'], 'true')
    assert.equal((await input('field("rows.1.name")', refused))['aria-invalid'], undefined)
  })

  it('is null when it is empty, where the template says so', async () => {
    const html = await draw(
      '<input {{ field("title", empty=null) }}>{% form "add", id="f1" %}<input {{ field("name", empty=none) }}>{% endform %}',
    )
    assert.deepEqual(hiddenOf(html, 'x-1__f'), ['_null=title'])
    assert.deepEqual(hiddenOf(html, 'f1'), ['_null=name'])
    assert.equal('empty' in (named(html, 'title')[0]?.attributes ?? {}), false)
    await assert.rejects(input('field("title", empty="")'), {
      code: 'ConfigError',
      message: /x\.njk:1: field\(\): empty= takes null only/,
    })
  })

  it('never writes a password or a file back', async () => {
    const refused = { typed: { name: 'secret' }, errors: { title: ['Bad.'] } }
    assert.equal('value' in (await input('field("name", type="password")', refused)), false)
    const form = '{% form "send" %}<input {{ field("scan", type="file") }}>{% endform %}'
    const sent = { typed: { scan: 'C:\\fakepath\\a.png' }, typedMethod: 'send' }
    assert.equal(named(await draw(form, sent), 'scan')[0]?.attributes['value'], undefined)
  })

  it('needs a name that is not ours, and sets name and form itself', async () => {
    for (const field of ['field()', 'field("")', 'field("_state")', 'field(1)']) {
      await assert.rejects(input(field), {
        code: 'ConfigError',
        message: /x\.njk:1: field\(.*needs a name/,
      })
    }
    await assert.rejects(
      input('field("title", name="_state")'),
      /x\.njk:1: field\(\) sets name itself/,
    )
    await assert.rejects(
      input('field("title", form="other")'),
      /x\.njk:1: field\(\) sets form itself/,
    )
  })
})

describe('errors', () => {
  it('is empty, or holds the messages by field', async () => {
    const inside =
      '{{ errors.title | join(" ") if errors.title }}{{ errors._form | join(" ") if errors._form }}'
    assert.equal(textOf(await draw(inside)), '')
    const errors = { title: ['One.', 'Two.'], _form: ['<b>'] }
    assert.equal(textOf(await draw(inside, { errors, typed: {} })), 'One. Two.<b>')
  })
})

describe('Enter in a field outside a form', () => {
  const loose = '<input {{ field("title") }}>'

  it('presses a button that refreshes, not the first that calls a method', async () => {
    const html = await draw(`<button {{ call("go") }}>go</button>${loose}`)
    const button = defaultButton(html, byId(html, 'x-1__f'))
    assert.deepEqual(button?.attributes, { 'hx-post': '/_sealwax/x' })
  })

  it('finds no such button where all fields are in forms', async () => {
    const html = await draw(`{% form "add" %}${loose}{% endform %}`)
    assert.equal(defaultButton(html, byId(html, 'x-1__f')), undefined)
  })

  it('can not run a method because sealed() stands behind a call()', async () => {
    const views = {
      'x.njk': `<div {{ attrs() }}><button {{ call("go") }}>go</button>{{ sealed() }}${loose}</div>`,
      'page.njk': '{{ component("x") }}',
    }
    const site = createSite(views, { components: [define('x', definition)] })
    await assert.rejects(site.page(), {
      code: 'ConfigError',
      message: /x\.njk: sealed\(\) has to stand before the first call\(\)/,
    })
    site.write({ 'x.njk': views['x.njk'].replace(loose, '') })
    assert.ok(await site.page())
  })
})

describe('a value that a request sent', () => {
  it('is drawn as nothing where it has no text', async () => {
    for (const title of [{ toString: 1 }, { toString: null, valueOf: 2 }, Object.create(null)]) {
      const { value } = await input('field("title")', { typed: { title } })
      assert.equal(value, '')
    }
  })
})

describe('the boxes of a list', () => {
  it('have an id each, so that each can have a label', async () => {
    const box = '<input {{ field("tags", type="checkbox", value=t, multiple=true) }}>'
    const html = await draw(`{% for t in ["a", "b c"] %}${box}{% endfor %}`)
    const ids = named(html, 'tags').map(({ attributes }) => attributes['id'])
    assert.deepEqual(ids, ['x-1__f_tags_a', 'x-1__f_tags_b_20c'])
    const signs = await draw(`{% for t in ["C#", "C+", "C_"] %}${box}{% endfor %}`)
    const different = named(signs, 'tags').map(({ attributes }) => attributes['id'])
    assert.equal(new Set(different).size, 3)
  })
})

describe('a field with trigger=', () => {
  it('has the component drawn again, by the state form or by its own', async () => {
    assert.deepEqual(
      attributesOf(await draw('<input {{ field("title", trigger="change") }}>'), 'title'),
      {
        name: 'title',
        form: 'x-1__f',
        'hx-post': '/_sealwax/x',
        'hx-trigger': 'change',
      },
    )
    const html = await draw(
      '{% form "add", id="f1" %}<input {{ field("name", trigger="blur") }}>{% endform %}',
    )
    assert.deepEqual(attributesOf(html, 'name'), {
      name: 'name',
      'hx-post': '/_sealwax/x',
      'hx-trigger': 'blur',
      'hx-vals': '{"_field":"name"}',
    })
    assert.deepEqual(hiddenOf(html, 'f1'), ['_form=add'])
  })

  it('leaves the files of its form where they are', async () => {
    const html = await draw(
      '{% form "send" %}{% set f = field("title", trigger="change") %}<input {{ f }}><button {{ f.refresh }}>!</button>{% endform %}',
    )
    const encoding = 'application/x-www-form-urlencoded'
    assert.equal(named(html, 'title')[0]?.attributes['hx-encoding'], encoding)
    const button = find(html, ({ name, text }) => name === 'button' && text === '!')
    assert.equal(button?.attributes['formenctype'], encoding)
    assert.equal(button?.attributes['hx-encoding'], encoding)
    const calls = await draw(
      '{% form "send" %}<input name="a" {{ call("go", trigger="change") }}><input name="b" {{ call("send", trigger="change") }}>{% endform %}<input name="c" {{ call("go", trigger="change") }}>',
    )
    const encodings = ['a', 'b', 'c'].map(
      (name) => named(calls, name)[0]?.attributes['hx-encoding'],
    )
    assert.deepEqual(encodings, [encoding, undefined, undefined])
  })

  it('is drawn as it was first while the form is filled in: what was typed is in the page', async () => {
    const inside =
      '{% form "add" %}<input {{ field("name", trigger="blur") }}>{% endform %}<input {{ field("title") }}>'
    const typed = { name: 'typed', title: 'typed' }
    const shown = async (refused: Refused) => {
      const html = await draw(inside, { typed, typedMethod: 'add', ...refused })
      return ['name', 'title'].map((name) => named(html, name)[0]?.attributes['value'])
    }
    assert.deepEqual(await shown({ refreshed: true, visited: { add: ['name'] } }), ['', 'public'])
    assert.deepEqual(await shown({ refreshed: true, visited: { add: ['*'] } }), ['typed', 'typed'])
    assert.deepEqual(await shown({}), ['typed', 'typed'])
  })

  it('can have a button that does the same without JavaScript', async () => {
    const html = await draw(
      '{% form "add", id="f1" %}{% set f = field("name", trigger="change") %}<select {{ f }}></select><button {{ f.refresh }}>!</button><button>Add</button>{% endform %}<button {{ field("title").refresh }}>?</button>',
    )
    const button = (text: string) => find(html, (element) => element.text === text)?.attributes
    assert.deepEqual(button('!'), {
      formaction: '/_sealwax/x',
      'hx-post': '/_sealwax/x',
      formnovalidate: '',
      name: '_field',
      value: 'name',
    })
    assert.deepEqual(button('?'), { ...button('!'), form: 'x-1__f', value: 'title' })
    assert.deepEqual(hiddenOf(html, 'f1'), ['_form=add'])
    // Enter still sends the form.
    assert.deepEqual(defaultButton(html, byId(html, 'f1'))?.attributes, { hidden: '' })
  })

  it('belongs to the component whose template holds a slot', async () => {
    const views = {
      'x.njk':
        '<div {{ attrs() }}>{{ sealed() }}{% component "y" %}<input {{ field("title", trigger="change") }}>{% endcomponent %}</div>',
      'y.njk': '<div {{ attrs() }}>{{ sealed() }}{{ slot }}</div>',
      'page.njk': '{{ component("x", key=1) }}',
    }
    const site = createSite(views, { components: [define('x', definition), define('y')] })
    const { 'hx-target': target, 'hx-sync': sync } =
      named(await site.page(), 'title')[0]?.attributes ?? {}
    assert.deepEqual([target, sync], ['#x-1', '#x-1:queue all'])
  })

  it('refuses a trigger that would need eval', () =>
    assert.rejects(input('field("title", trigger="keyup[ctrlKey]")'), {
      code: 'ConfigError',
      message: /x\.njk:1: .*trigger=.*filter/,
    }))
})

/** Attributes of a control, but for its id and value. */
function attributesOf(html: string, name: string): Fields {
  const { id, value, ...rest } = named(html, name)[0]?.attributes ?? {}
  assert.ok(id !== undefined && value !== undefined)
  return rest
}

/** Names and values of a form's hidden fields, without its state. */
function hiddenOf(html: string, id: string): string[] {
  return byId(html, id)
    .children.filter(({ attributes }) => attributes['type'] === 'hidden')
    .map(({ attributes }) => `${attributes['name']}=${attributes['value']}`)
    .filter((pair) => !pair.startsWith('_state='))
}

describe('a field that calls a method as well', () => {
  const call = 'call("go", trigger="change")'
  it('names its form once', async () => {
    for (const both of [
      `{{ field("title") }} {{ ${call} }}`,
      `{{ ${call} }} class="x" {{ field("title") }}`,
    ]) {
      const html = await draw(`<input ${both}>`)
      const attributes = named(html, 'title')[0]?.attributes
      assert.equal(html.match(/ form="/g)?.length, 1)
      assert.equal(attributes?.['form'], 'x-1__f')
      assert.equal(attributes?.['hx-post'], '/_sealwax/x/go')
    }
  })

  it('names it where it is another control', async () => {
    const html = await draw(
      `<input {{ field("title") }}><select {{ ${call} }}></select><button {{ call("go") }}>`,
    )
    assert.equal(html.match(/ form="x-1__f"/g)?.length, 3)
  })

  it('stays in the form around it', async () => {
    const html = await draw(
      `{% form "add" %}<input {{ field("title") }} {{ ${call} }}><input name="raw" {{ ${call} }}>{% endform %}`,
    )
    assert.equal(named(html, 'title')[0]?.attributes['form'], undefined)
    assert.equal(named(html, 'raw')[0]?.attributes['form'], undefined)
  })
})
