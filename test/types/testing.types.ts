/* oxlint-disable no-unused-expressions -- types only */
/* What TypeScript knows of a component in a test kit: `tsc --noEmit` is the test. */
import { createTestKit, expectForgeriesRefused, type KindOf } from 'sealwax/testing'
import { desk, deskRow, deskViews as views } from '../testing/desk.ts'

const kit = createTestKit({ components: [desk, deskRow], views })

export async function typed() {
  const one = await kit.render(desk)
  await one.call('open', { by: 1 })
  await expectForgeriesRefused(one, 'open', { by: 1 })
  const kind: KindOf<typeof desk>['publicState'] = { note: '' }
  kit.as({ state: kind })
  // @ts-expect-error the component has no such method
  await one.call('shut')
  // @ts-expect-error the method wants params
  await one.call('open')
  // @ts-expect-error by is a number
  await one.call('open', { by: '1' })
  // @ts-expect-error the method takes no params
  await one.call('leave', { by: 1 })
  // @ts-expect-error there is no such public field
  one.set({ opened: 1 })
  // @ts-expect-error the note is a text
  one.publicState.note.toFixed()
  // @ts-expect-error there is no such state
  one.state.closed
  // @ts-expect-error the component wants args
  await kit.render(deskRow)
  // @ts-expect-error the place is a number
  await kit.render(deskRow, { place: 'x' })
  // @ts-expect-error the component has no such method
  await expectForgeriesRefused(one, 'shut')
}
