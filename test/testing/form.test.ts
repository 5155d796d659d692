import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { entriesOf, filesOf } from '../../server/testing/page/form.ts'
import { nameOf, textOf } from '../../server/testing/page/text.ts'
import { elementsIn, findById, parsePage } from '../../server/testing/page/tree.ts'

/** What the form with the id `f` sends, by the button with the id `b`, as a query. */
function sentBy(html: string): string {
  const page = parsePage(html)
  const form = findById(page, 'f')
  assert(form !== undefined)
  const entries = entriesOf(form, page, findById(page, 'b'))
  return entries.map((entry) => entry.join('=')).join('&')
}

describe('entriesOf', () => {
  const cases: [what: string, html: string, sent: string][] = [
    ['texts in their order', '<input name=a value=1><input type=hidden name=b value=2>', 'a=1&b=2'],
    ['an empty text', '<input name=a>', 'a='],
    ['no field without a name', '<input value=1><input name="" value=1>', ''],
    ['ticked boxes', '<input type=checkbox name=a checked><input type=checkbox name=b>', 'a=on'],
    [
      'the chosen radio',
      '<input type=radio name=a value=1><input type=radio name=a value=2 checked>',
      'a=2',
    ],
    ['the first option', '<select name=a><option>1<option>2</select>', 'a=1'],
    ['the chosen option', '<select name=a><option>1<option value=x selected>2</select>', 'a=x'],
    ['no option that is disabled', '<select name=a><option disabled>1<option>2</select>', 'a=2'],
    [
      'all of several',
      '<select multiple name=a><option selected>1<option selected>2</select>',
      'a=1&a=2',
    ],
    ['none of several', '<select multiple name=a><option>1</select>', ''],
    ['a longer text', '<textarea name=a>x &amp; y</textarea>', 'a=x & y'],
    [
      'the button that is pressed',
      '<button name=a value=1></button><button id=b name=b></button>',
      'b=',
    ],
    ['a button that is an input', '<input type=submit id=b name=a value=Go>', 'a=Go'],
    [
      'no other kind of button',
      '<input type=reset name=a><button type=button name=b></button>',
      '',
    ],
    [
      'nothing that is disabled',
      '<input disabled name=a><fieldset disabled><input name=b></fieldset>',
      '',
    ],
    ['no file as a text', '<input type=file name=a>', ''],
  ]
  for (const [what, html, sent] of cases) {
    it(`has ${what}`, () => assert.equal(sentBy(`<form id=f>${html}</form>`), sent))
  }

  it('has controls elsewhere that name the form, and none inside that name another', () => {
    const html = '<form id=f><input name=a form=g></form><form id=g></form><input name=b form=f>'
    assert.equal(sentBy(html), 'b=')
  })
})

describe('filesOf', () => {
  it('has an empty file for each field without one, in a form that sends files', () => {
    for (const [enctype, names] of [
      ['', undefined],
      ['enctype=multipart/form-data', ['a']],
    ] as const) {
      const page = parsePage(`<form id=f ${enctype}><input type=file name=a><input name=b></form>`)
      const form = findById(page, 'f')
      assert(form !== undefined)
      assert.deepEqual(
        filesOf(form, page)?.map(([name]) => name),
        names,
      )
    }
  })
})

describe('textOf', () => {
  it('reads what can be seen, with white space as one space', () => {
    const html = `<title>x</title><p>a<b>b</b>  c</p><p hidden>d</p><script>e</script>
      <ul><li>f<li>g</ul><template>h</template>i<br>j`
    assert.equal(textOf(parsePage(html)), 'ab c f g i j')
  })
})

describe('nameOf', () => {
  const cases: [what: string, html: string, name: string][] = [
    ['its text', '<button> Save <b>it</b></button>', 'Save it'],
    ['its label before its text', '<button aria-label="Delete Milk">×</button>', 'Delete Milk'],
    [
      'what labels it first',
      '<button aria-labelledby="x" aria-label=b>c</button><p id=x>a</p>',
      'a',
    ],
    ['the label for it', '<input id=i><label for=i>Title</label>', 'Title'],
    ['the label around it', '<label>Kind <select><option>A</select></label>', 'Kind'],
    ['what stands in an input', '<input type=submit value=Go>', 'Go'],
    ['its title at last', '<button title=Close></button>', 'Close'],
  ]
  for (const [what, html, name] of cases) {
    it(`is ${what}`, () => {
      const page = parsePage(html)
      const control = elementsIn(page).find(({ tagName }) => /button|input|select/.test(tagName))
      assert.equal(control && nameOf(control, page), name)
    })
  }
})
