import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useFixture } from './fixture-site.ts'
import { formComponents } from './form-components.ts'
import { createGate, settle, whenText } from './in-page.ts'
import type { RecordedPage } from './launch.ts'

const site = useFixture({ sealwax: { components: formComponents } })

function open(path: string, javaScriptEnabled = true): Promise<RecordedPage> {
  return site.open(`/${path}`, { javaScriptEnabled })
}

const problems = (page: RecordedPage) => page.locator('.problem').allInnerTexts()
const focused = (page: RecordedPage) => page.locator(':focus').getAttribute('name')

/** Public state as the page has it. */
function inPage(page: RecordedPage): Promise<unknown> {
  return page.evaluate(`JSON.parse(document.querySelector('[data-component]').dataset.public)`)
}

/** Fills in what the form wants, but for the name. */
async function fillRest(page: RecordedPage): Promise<void> {
  await page.getByLabel('Email').fill('ann@site.example')
  await page.getByLabel('meat').check()
  await page.getByLabel('Guest 1').fill('Bo')
  await page.getByLabel('Guest 2').fill('Cy')
}

const booked = {
  name: 'Ann',
  email: 'ann@site.example',
  city: 'Lyon',
  note: null,
  meal: 'meat',
  extras: [],
  guests: [{ name: 'Bo' }, { name: 'Cy' }],
  window: true,
}

async function whenBooked(page: RecordedPage, more: object = {}): Promise<void> {
  await page.locator('output', { hasText: '{' }).waitFor()
  const text = await page.locator('output').innerText()
  assert.deepEqual(JSON.parse(text), { ...booked, ...more })
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without'

  describe(`a form ${how} JavaScript`, () => {
    it('shows each message in its place, and puts the focus on the first bad field', async () => {
      const page = await open('bookings', javaScriptEnabled)
      await page.getByLabel('Name').fill('Ann')
      await page.getByLabel('bed').check()
      await page.getByLabel('bike').check()
      await page.getByLabel('Window').uncheck()
      await page.getByLabel('Guest 2').fill('Cy')
      await page.getByLabel('Note').fill('Line 1\nLine 2')
      await page.getByRole('button', { name: 'Book', exact: true }).click()
      await page.getByRole('alert').filter({ hasText: 'Write an address.' }).waitFor()
      assert.deepEqual(await problems(page), [
        'Write an address.',
        'Choose a meal.',
        'One at most.',
        'Who?',
      ])
      assert.equal(await focused(page), 'email')
      for (const name of ['email', 'guests.0.name']) {
        const field = page.locator(`[name="${name}"]`)
        assert.equal(await field.getAttribute('aria-invalid'), 'true')
        const described = await field.getAttribute('aria-describedby')
        assert.equal(await page.locator(`[id="${described}"]`).count(), 1)
      }
      assert.equal(await page.locator('[name=meal][aria-invalid=true]').count(), 2)
      assert.equal(await page.locator('[name=name][aria-invalid]').count(), 0)
      assert.equal(await page.getByLabel('Name').inputValue(), 'Ann')
      assert.equal(await page.getByLabel('bed').isChecked(), true)
      assert.equal(await page.getByLabel('bike').isChecked(), true)
      assert.equal(await page.getByLabel('Window').isChecked(), false)
      assert.equal(await page.getByLabel('Note').inputValue(), 'Line 1\nLine 2')
      assert.equal(await page.getByLabel('Guest 2').inputValue(), 'Cy')
    })

    it('is accepted by Enter, and is empty again', async () => {
      const page = await open('bookings', javaScriptEnabled)
      await fillRest(page)
      await page.getByLabel('bike').check()
      await page.getByLabel('Window').uncheck()
      await page.getByLabel('Name').fill('Ann')
      await page.getByLabel('Name').press('Enter')
      await whenBooked(page, { extras: ['bike'], window: false })
      await settle(page)
      for (const label of ['Name', 'Email', 'Guest 1', 'Guest 2', 'Note']) {
        assert.equal(await page.getByLabel(label).inputValue(), '', label)
      }
      for (const label of ['meat', 'leaves', 'bed', 'bike']) {
        assert.equal(await page.getByLabel(label).isChecked(), false, label)
      }
      assert.equal(await page.getByLabel('Window').isChecked(), true)
      assert.deepEqual(await problems(page), [])
    })

    it('is accepted once what was refused is mended', async () => {
      const page = await open('bookings', javaScriptEnabled)
      await fillRest(page)
      await page.getByLabel('Name').fill('An')
      await page.getByLabel('Name').press('Enter')
      await page.getByText('Three letters at least.').waitFor()
      assert.equal(await focused(page), 'name')
      await page.keyboard.press('End')
      await page.keyboard.type('n')
      await page.keyboard.press('Enter')
      await whenBooked(page)
      await settle(page)
      assert.equal(await page.getByLabel('Name').inputValue(), '')
      assert.equal(await page.getByLabel('meat').isChecked(), false)
    })

    it('says what is wrong with the whole of it', async () => {
      const page = await open('bookings', javaScriptEnabled)
      await fillRest(page)
      await page.getByLabel('Name').fill('Nobody')
      await page.getByLabel('Name').press('Enter')
      await page.getByRole('alert').filter({ hasText: 'Not you.' }).waitFor()
      assert.deepEqual(await problems(page), [])
      assert.equal(await page.getByLabel('Name').inputValue(), 'Nobody')
    })

    it('draws choices that depend on another, and keeps what was typed', async () => {
      const page = await open('bookings', javaScriptEnabled)
      await fillRest(page)
      await page.getByLabel('Name').fill('An')
      await page.getByLabel('Note').fill('A note')
      await page.getByLabel('Country').focus()
      await page.getByLabel('Country').selectOption('Italy')
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Show cities' }).click()
      await page.getByLabel('City').getByText('Turin').waitFor({ state: 'attached' })
      assert.equal(await focused(page), 'country')
      assert.deepEqual(await page.getByLabel('City').getByRole('option').allInnerTexts(), [
        'Rome',
        'Turin',
      ])
      assert.equal(await page.getByLabel('Country').inputValue(), 'Italy')
      assert.equal(await page.getByLabel('Email').inputValue(), 'ann@site.example')
      assert.equal(await page.getByLabel('Note').inputValue(), 'A note')
      assert.equal(await page.getByLabel('meat').isChecked(), true)
      await page.getByLabel('City').selectOption('Turin')
      await page.getByLabel('Note').fill('')
      await page.getByLabel('Name').fill('Ann')
      await page.getByRole('button', { name: 'Book', exact: true }).click()
      await whenBooked(page, { city: 'Turin' })
    })

    it('takes back what was typed with a reset button', async () => {
      const page = await open('bookings', javaScriptEnabled)
      await fillRest(page)
      await page.getByLabel('Window').uncheck()
      await page.getByLabel('Note').fill('x')
      await page.getByLabel('City').selectOption('Paris')
      await page.getByRole('button', { name: 'Undo', exact: true }).click()
      assert.equal(await page.getByLabel('Email').inputValue(), '')
      assert.equal(await page.getByLabel('Note').inputValue(), '')
      assert.equal(await page.getByLabel('City').inputValue(), 'Lyon')
      assert.equal(await page.getByLabel('meat').isChecked(), false)
      assert.equal(await page.getByLabel('Window').isChecked(), true)
    })
  })
}

describe('a form that is checked as fields are left', () => {
  it('has a message of that field only, takes no focus and no text', async () => {
    const page = await open('bookings')
    const gate = createGate()
    site.intercept = async (_, next) => {
      await gate.opened
      return next()
    }
    await page.getByLabel('Name').fill('An')
    await page.keyboard.press('Tab')
    await page.keyboard.type('ann@sit')
    await page.keyboard.press('ArrowLeft')
    await page.getByLabel('leaves').check({ noWaitAfter: true })
    await page.getByLabel('Email').focus()
    gate.open()
    await page.getByText('Three letters at least.').waitFor()
    await settle(page)
    assert.deepEqual(await problems(page), ['Three letters at least.', 'Write an address.'])
    assert.equal(await focused(page), 'email')
    assert.equal(await page.getByLabel('leaves').isChecked(), true)
    await page.keyboard.press('End')
    await page.keyboard.type('e.example')
    assert.equal(await page.getByLabel('Email').inputValue(), 'ann@site.example')
    assert.equal(await page.getByLabel('Name').inputValue(), 'An')
  })

  it('asks the server, and runs no method', async () => {
    const page = await open('bookings')
    await page.getByLabel('Name').fill('An')
    await page.keyboard.press('Tab')
    await page.getByText('Three letters at least.').waitFor()
    assert.deepEqual(site.calls(), ['POST booking'])
    assert.equal(await page.locator('output').innerText(), '')
  })

  it('says nothing of fields that nobody has been to, and takes a message back', async () => {
    const page = await open('bookings')
    await page.getByLabel('Name').fill('An')
    await page.keyboard.press('Tab')
    await page.getByText('Three letters at least.').waitFor()
    assert.deepEqual(await problems(page), ['Three letters at least.'])
    await page.getByLabel('Name').fill('Ann')
    await page.keyboard.press('Tab')
    await page.getByText('Three letters at least.').waitFor({ state: 'detached' })
    await settle(page)
    await page.keyboard.press('Tab')
    await page.getByText('Write an address.').waitFor()
    assert.deepEqual(await problems(page), ['Write an address.'])
  })

  it('keeps all messages once it was sent, until their fields are right', async () => {
    const page = await open('bookings')
    await page.getByLabel('Name').press('Enter')
    await page.getByText('Three letters at least.').waitFor()
    await settle(page)
    const all = await problems(page)
    assert.equal(all.length, 5)
    await page.getByLabel('Name').fill('Ann')
    await page.keyboard.press('Tab')
    await page.getByText('Three letters at least.').waitFor({ state: 'detached' })
    assert.deepEqual(await problems(page), all.slice(1))
  })
})

describe('public state of types that JSON does not have', () => {
  const json = {
    day: '2026-03-04T00:00:00.000Z',
    at: '2026-03-04T05:06:00.000Z',
    big: '18446744073709551616',
    prices: [['wax', '5']],
    marks: ['a'],
  }
  for (const javaScriptEnabled of [true, false]) {
    it(`comes back typed, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      const page = await open('ledgers', javaScriptEnabled)
      await page.locator('.look').click()
      const first = `${json.day} ${json.at} bigint ${json.big} wax 5 a`
      await whenText(page, 'output', first)
      if (javaScriptEnabled) assert.deepEqual(await inPage(page), json)
      await page.getByLabel('Day').fill('2027-01-02')
      await page.getByLabel('At').fill('2027-01-02T03:04')
      await page.getByLabel('Big').fill('7')
      await page.getByLabel('b', { exact: true }).check()
      await page.locator('.look').click()
      const at = new Date('2027-01-02T03:04').toISOString()
      await whenText(page, 'output', `2027-01-02T00:00:00.000Z ${at} bigint 7 wax 5 a b`)
      assert.equal(await page.getByLabel('At').inputValue(), '2027-01-02T03:04')
      await page.locator('.grow').click()
      await whenText(page, 'output', `2027-01-02T00:00:00.000Z ${at} bigint 7 wax 5 a b`)
      await page.locator('.look').click()
      await whenText(page, 'output', `.* bigint 8 wax </script> 5 7 a b`)
    })
  }

  it('shows a change by the server in the page', async () => {
    const page = await open('ledgers')
    await page.locator('.grow').click()
    await page.locator('[data-public*="it\'s"]').waitFor()
    assert.deepEqual(await inPage(page), {
      ...json,
      big: '18446744073709551617',
      prices: [
        ['wax', '5'],
        ['</script>', '7'],
      ],
      marks: ['a', "it's"],
    })
  })

  it('is refused where it is none of its type, and no method runs', async () => {
    const page = await open('ledgers')
    await page.getByLabel('Big').fill('much')
    await page.locator('.grow').click()
    await page.locator('[name=big][aria-invalid=true]').waitFor()
    assert.equal(await page.getByLabel('Big').inputValue(), 'much')
    assert.deepEqual(await inPage(page), json)
  })
})

describe('a field outside of a form that has its component drawn again', () => {
  it('has its message when it is left, takes no focus, and runs no method', async () => {
    const page = await open('ledgers')
    await page.getByLabel('Big').fill('much')
    await page.keyboard.press('Tab')
    await page.getByRole('alert').filter({ hasText: 'Write a whole number.' }).waitFor()
    await settle(page)
    assert.equal(await focused(page), 'marks')
    assert.equal(await page.getByLabel('Big').inputValue(), 'much')
    assert.deepEqual(await problems(page), ['Write a whole number.'])
    await page.getByLabel('Big').fill('8')
    await page.keyboard.press('Tab')
    await page.getByRole('alert').waitFor({ state: 'detached' })
    assert.equal(await focused(page), 'marks')
    assert.deepEqual(site.calls(), ['POST ledger', 'POST ledger'])
  })
})
