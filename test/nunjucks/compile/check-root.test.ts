import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { byId, createSite, define, find, textOf, type Views } from '../render-page.ts'

const component = define('x', { methods: { go() {} } })

function siteOf(template: string, more: Views = {}) {
  const views = { 'x.njk': template, 'page.njk': '{{ component("x") }}', ...more }
  return createSite(views, { components: [component] })
}

/** Fails when the renderer is created. */
function refuses(template: string, message: RegExp): void {
  assert.throws(() => siteOf(template), { code: 'ConfigError', message })
}

/** Passes when the renderer is created, fails when it draws. */
async function refusesDrawn(template: string, message: RegExp, more: Views = {}): Promise<void> {
  await assert.rejects(siteOf(template, more).page(), { code: 'ConfigError', message })
}

const words = '{{ attrs() }}>{{ sealed() }}'

function accept(template: string) {
  try {
    return siteOf(template)
  } catch {
    return undefined
  }
}

describe('createRenderer', () => {
  const wrong: Record<string, readonly [template: string, message: RegExp]> = {
    'an empty template': ['', /^x\.njk:1: the template has no root element/],
    'text only': ['just text', /^x\.njk:1: the template has no root element/],
    'two roots': [`\n<p-a ${words}</p-a>\n<p-b></p-b>`, /^x\.njk:2: .*here begins a second/],
    'text before the root': [`text<div ${words}</div>`, /^x\.njk:1: text stands outside the root/],
    'text behind the root': [`<div ${words}</div>\n text`, /^x\.njk:2: .*here begins a second/],
    'a component beside the root': [
      `<div ${words}</div>{{ component("y") }}`,
      /^x\.njk:1: .*here begins a second/,
    ],
    'a root that is not closed': [`<div ${words}`, /^x\.njk:1: <div> is not closed/],
    'no attrs()': ['{# #}\n<div>{{ sealed() }}</div>', /^x\.njk:2: .*needs \{\{ attrs\(\) \}\}/],
    'attrs() in another tag': [
      '<div><i {{ attrs() }}></i>{{ sealed() }}</div>',
      /^x\.njk:1: .*needs \{\{ attrs\(\) \}\}/,
    ],
    'no sealed()': ['<div {{ attrs() }}></div>', /^x\.njk:1: .*needs \{\{ sealed\(\) \}\} inside/],
    'sealed() before the root': [
      '{{ sealed() }}\n<div {{ attrs() }}></div>',
      /^x\.njk:1: .*outside the root/,
    ],
    'sealed() behind the root': [
      '<div {{ attrs() }}>\n</div>{{ sealed() }}',
      /^x\.njk:2: .*begins a second/,
    ],
    'sealed() in the tag of the root': [
      '<div {{ attrs() }} {{ sealed() }}></div>',
      /^x\.njk:1: \{\{ sealed\(\) \}\} belongs inside/,
    ],
    'sealed() in a tr, outside a cell': [
      '<tr {{ attrs() }}>\n{{ sealed() }}<td></td></tr>',
      /^x\.njk:2: in a <tr>/,
    ],
    'sealed() between the cells of a tr': [
      '<tr {{ attrs() }}>\n<td></td>{{ sealed() }}<td></td></tr>',
      /^x\.njk:2: in a <tr>/,
    ],
    'call() on a link': [
      `<div ${words}\n<a href="#" {{ call("go") }}>x</a></div>`,
      /^x\.njk:2: call\(\) goes on a <button>.*not on <a>/,
    ],
    'call() on the root itself': [
      '<div {{ call("go") }} {{ attrs() }}>{{ sealed() }}</div>',
      /^x\.njk:1: .*not on <div>/,
    ],
    'call() with trigger= on a div': [
      `<div ${words}\n<div {{ call("go", trigger="click") }}>x</div></div>`,
      /^x\.njk:2: .*not on <div>/,
    ],
    'call() without trigger= on an input': [
      `<div ${words}<input {{ call("go") }}></div>`,
      /^x\.njk:1: .*not on <input>/,
    ],
    'params on an input': [
      `<div ${words}<input {{ call("go", id=1, trigger="change") }}></div>`,
      /^x\.njk:1: .*no params on a form control, not on <input>/,
    ],
    'call() on a link in the text of a slot': [
      `<div ${words}{% component "y" %}\n<a {{ call("go") }}></a>{% endcomponent %}</div>`,
      /^x\.njk:2: .*not on <a>/,
    ],
    'a template that is no template': ['<div>\n{% for %}', /^x\.njk:2: /],
  }
  for (const [what, [template, message]] of Object.entries(wrong)) {
    it(`refuses ${what}`, () => refuses(template, message))
  }

  it('refuses a component whose template is missing', () => {
    assert.throws(() => createSite({}, { components: [component] }), {
      code: 'ConfigError',
      message: /^x\.njk: no such view, for component x/,
    })
  })

  const right: Record<string, string> = {
    'comments before the root': `<!-- <p> a --> {# b #}\n<div ${words}ok</div>\n<!-- c -->`,
    'macros and imports before the root': `{% macro m() %}<i>{% endmacro %}{% set x %}y{% endset %}<div ${words}ok</div>`,
    'conditions in the tag of the root': `<div {% if a %}class="a > b"{% else %}class='c > d'{% endif %} ${words}ok</div>`,
    'conditions around the root': `{% if a %}<div ${words}no</div>{% else %}<p-b ${words}ok</p-b>{% endif %}`,
    'a switch around the root': `{% switch a %}{% case 1 %}<div ${words}no</div>{% default %}<div ${words}ok</div>{% endswitch %}`,
    'conditions in the root': `<div ${words}{% if a %}</b>{% else %}ok{% endif %}</div>`,
    'elements of the same name in the root': `<div ${words}<div><div>ok</div></div></div>`,
    'elements without end tags': `<ul ${words}<li>o<li>k<br><img></ul>`,
    'a quoted > in the tag of the root': `<div data-x="a > b" title='"<i>' ${words}ok</div>`,
    'line breaks in the tag of the root': `<div\n  class="x"\n  ${words}ok</div\n>`,
    capitals: `<DIV ${words}ok</div>`,
    'a function in the root': `<div ${words}{{ range(0) }}ok</div>`,
    'call() on a button and, with trigger=, on a control': `<div ${words}ok<button {{ call("go") }}></button><select {{ call("go", trigger="change") }}></select></div>`,
  }
  for (const [what, template] of Object.entries(right)) {
    it(`accepts ${what}`, async () => assert.equal(textOf(await siteOf(template).page()), 'ok'))
  }
})

describe('root', () => {
  /** What an element has to stand in to be parsed at all. */
  const around: Record<string, string> = {
    tr: '<table><tbody>#</tbody></table>',
    td: '<table><tbody><tr>#</tr></tbody></table>',
    th: '<table><tbody><tr>#</tr></tbody></table>',
  }
  const names =
    'a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code ' +
    'col colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer ' +
    'form frameset h1 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark ' +
    'math menu meta meter nav noscript object ol optgroup option output p param picture pre progress q rp rt ruby s ' +
    'samp script search section select slot small source span strong style sub summary sup svg table tbody td ' +
    'template textarea tfoot th thead time title tr track u ul var video wbr my-element'

  /** Whether a browser keeps the hidden form inside, and this element whole. */
  function holdsForm(name: string): boolean {
    const inner = '<form id="f"><input id="i"></form><u id="end"></u>'
    const content = name === 'tr' ? `<td>${inner}</td>` : inner
    const root = `<${name} id="root">${content}</${name}>`
    const html = (around[name] ?? '#').replace('#', root)
    const [form, end] = ['f', 'end'].map((id) =>
      find(html, ({ attributes }) => attributes['id'] === id),
    )
    const isInside = (element = form): boolean =>
      element?.attributes['id'] === 'root' ||
      (element?.parent !== undefined && isInside(element.parent))
    return form !== undefined && end !== undefined && isInside() && isInside(end)
  }

  for (const name of names.split(' ')) {
    const content = name === 'tr' ? '<td>{{ sealed() }}</td>' : '{{ sealed() }}'
    const template = `<${name} {{ attrs() }}>${content}</${name}>`
    if (!holdsForm(name)) {
      it(`can not be <${name}>, where a browser keeps no form`, () =>
        refuses(template, new RegExp(`^x\\.njk:1: <${name}> can't be the root`)))
    } else {
      it(`of <${name}>, if it is accepted, holds its state in a browser`, async () => {
        const site = accept(template)
        if (site === undefined) return assert.match(notForUse, new RegExp(`\\b${name}\\b`))
        const html = (around[name] ?? '#').replace('#', await site.page())
        assert.equal(byId(html, 'x--1__f').children[0]?.attributes['name'], '_state')
      })
    }
  }

  /** Elements that hold a form when they are parsed, and are still no place for one. */
  const notForUse =
    'audio base caption datalist embed iframe noscript object optgroup option picture select template video'

  for (const name of ['li', 'tr', 'td', 'section', 'article', 'div', 'span', 'fieldset', 'ul']) {
    it(`may be <${name}>`, () => {
      const content = name === 'tr' ? '<td>{{ sealed() }}</td>' : '{{ sealed() }}'
      assert.ok(siteOf(`<${name} {{ attrs() }}>${content}</${name}>`))
    })
  }
  for (const name of ['form', 'option', 'select', 'input', 'table', 'tbody', 'br', 'img']) {
    it(`may not be <${name}>`, () =>
      refuses(`<${name} ${words}</${name}>`, new RegExp(`<${name}> can't be the root`)))
  }

  it('may come from an include', async () => {
    const more = { 'root.njk': `<div ${words}ok</div>` }
    assert.equal(textOf(await siteOf('{% include "root.njk" %}', more).page()), 'ok')
  })

  it('may come from a macro, or half of it', async () => {
    const more = {
      'm.njk': `{% macro root() %}<div ${words}{{ caller() }}</div>{% endmacro %}{% macro end() %}</div>{% endmacro %}`,
    }
    const called = '{% import "m.njk" as m %}{% call m.root() %}ok{% endcall %}'
    assert.equal(textOf(await siteOf(called, more).page()), 'ok')
    const half = `{% from "m.njk" import end %}<div ${words}ok{{ end() }}`
    assert.equal(textOf(await siteOf(half, more).page()), 'ok')
  })

  it('may come from a layout', async () => {
    const more = { 'root.njk': `<div ${words}{% block main %}{% endblock %}</div>` }
    const template = '{% extends "root.njk" %}{% block main %}ok{% endblock %}'
    assert.equal(textOf(await siteOf(template, more).page()), 'ok')
  })

  it('that comes from elsewhere is checked when it is drawn', async () => {
    const wrong: Record<string, RegExp> = {
      [`<form ${words}</form>`]: /x\.njk: <form> can't be the root/,
      [`<div ${words}</div><div></div>`]: /x\.njk: .*begins a second/,
      [`text<div ${words}</div>`]: /x\.njk: text stands outside/,
      '<div>{{ sealed() }}</div>': /x\.njk: .*needs attrs\(\)/,
      '<div {{ attrs() }}></div>': /x\.njk: .*needs sealed\(\)/,
      '{{ sealed() }}<div {{ attrs() }}></div>': /x\.njk: text stands outside/,
      '<tr {{ attrs() }}>{{ sealed() }}</tr>': /x\.njk: in a <tr>/,
      '<div {{ attrs() }}>{{ sealed() }}{{ sealed() }}</div>': /x\.njk: .*sealed\(\) twice/,
    }
    for (const [root, message] of Object.entries(wrong)) {
      await refusesDrawn('{% include "root.njk" %}', message, { 'root.njk': root })
    }
  })

  it('is not there when its condition is false', () =>
    refusesDrawn(`{% if no %}<div ${words}</div>{% endif %}`, /x\.njk: .*needs attrs\(\)/))

  it('is checked again in development when its file has changed', async () => {
    const site = siteOf(`<div ${words}</div>`)
    await site.page()
    site.write({ 'x.njk': `<div ${words}</div><hr>` })
    await assert.rejects(site.page(), {
      code: 'ConfigError',
      message: /x\.njk:1: .*begins a second/,
    })
  })
})

describe('a component in a paragraph', () => {
  const root = `<span ${words}ok</span>`

  async function warningsOf(page: string): Promise<readonly string[]> {
    const site = siteOf(root, { 'page.njk': page })
    await site.page()
    return site.warnings
  }

  it('is torn apart by a browser', () => {
    const html = '<p><span id="x"><form></form>in</span></p>'
    assert.equal(byId(html, 'x').children.length, 0)
  })

  for (const page of [
    '<p>{{ component("x") }}</p>',
    '<div><p class="a"><b>{{ component("x") }}</b></div>',
    '<p>a<p>{{ component("x") }}',
  ]) {
    it(`is warned of in development: ${page}`, async () => {
      const [warning] = await warningsOf(page)
      assert.match(warning ?? '', /^The form x--1__f stands in a <p>/)
    })
  }

  for (const page of [
    '<p></p>{{ component("x") }}',
    '<p>a<div>{{ component("x") }}</div>',
    '<div><p>a</div>{{ component("x") }}',
    '<p><button>{{ component("x") }}</button></p>',
    '<!-- <p> --><script>"<p>"</script><pre>{{ component("x") }}</pre>',
    '<p><form id="search"></form>',
  ]) {
    it(`is none in ${page}`, async () => assert.deepEqual(await warningsOf(page), []))
  }
})
