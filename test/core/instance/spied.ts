import { z } from 'zod'
import { type Component, defineComponent } from '../../../server/core/index.ts'

type Hook = { args: any; publicState: any; state: any; ctx: any }

/** A component that notes which of its hooks ran. */
export function spied(hooks: Record<string, unknown> = {}) {
  const ran: string[] = []
  const note =
    <T>(name: string, hook: (at: Hook) => T) =>
    (at: Hook) => {
      ran.push(name)
      return hook(at)
    }
  const component = defineComponent({
    name: 'card',
    template: 'card.njk',
    args: z.object({ cardId: z.coerce.number() }),
    publicState: z.object({ open: z.boolean().default(false), note: z.string().default('') }),
    state: () => ({ clicks: 0, from: 'state' }),
    init: note('init', () => ({ publicState: { note: 'init' }, state: { from: 'init' } })),
    load: note('load', ({ args }) => ({ title: `Card ${args.cardId}` })),
    ...hooks,
  } as never)
  return { component: component as Component<any, any, any, any, any>, ran }
}
