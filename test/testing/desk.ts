import { fileURLToPath } from 'node:url'
import { defineComponent, InvalidInput } from 'sealwax'
import { z } from 'zod'

export const deskViews = fileURLToPath(new URL('./views', import.meta.url))

export const deskRowArgs = z.object({ place: z.number() })

/** One row of a desk: a child that stands in a table. */
export const deskRow = defineComponent({
  name: 'desk-row',
  template: 'components/desk-row.njk',
  args: deskRowArgs,
  state: () => ({ marks: 0 }),
  methods: {
    mark(self) {
      self.state.marks++
    },
  },
})

/** A component that does everything that a test kit can show. */
export const desk = defineComponent({
  name: 'desk',
  template: 'components/desk.njk',
  publicState: z.object({ note: z.string().max(9, 'Too long.').default('') }),
  state: () => ({ opened: 0, since: new Date(0), written: '' }),
  authorize: ({ ctx, method }) => ctx.state['who'] !== 'guest' || method === '',
  load: ({ ctx }) => ({ owner: (ctx.state['who'] as string | undefined) ?? 'nobody' }),
  methods: {
    open: {
      params: z.object({ by: z.number() }),
      run(self, { by }) {
        self.state.opened += by
        self.client.dispatch('desk-opened', { by })
        self.client.dispatch('desk-heard')
        self.client.message('It is open.')
        return self.state.opened
      },
    },
    write: {
      params: z.object({
        kind: z.string(),
        urgent: z.string(),
        tags: z.array(z.string()),
        text: z.string().min(1, 'Write something.'),
      }),
      run(self, params) {
        self.state.written = JSON.stringify(params)
      },
    },
    pay: { once: true, run: (self) => void self.state.opened++ },
    leave: (self) => self.client.redirect('/elsewhere'),
    push: (self) => self.client.pushUrl('/here?page=2'),
    refuse() {
      throw new InvalidInput([{ path: '', message: 'Not today.' }])
    },
    fail() {
      throw new TypeError('A bug of the app.')
    },
    logOut(self) {
      self.ctx.sealwax.renew()
    },
    async endSession(self) {
      ;(self.ctx as unknown as { session: unknown }).session = null
    },
    tell: (self) => self.ctx.sealwax.publish('desk:7', 'desks'),
    call: (self) => self.client.title('Desk & more'),
    ask: (self) => self.client.refresh('desk-plain'),
  },
})
