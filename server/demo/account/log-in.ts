import { defineComponent, InvalidInput } from 'sealwax'
import { z } from 'zod'
import { changeUser } from './session.ts'

/** A name, a password, and the way back to where somebody came from. */
export const logIn = defineComponent({
  name: 'log-in',
  template: 'components/log-in.njk',
  args: z.object({ back: z.string() }),
  methods: {
    enter: {
      params: z.object({
        name: z.string().trim().min(1, 'Write your name.').max(100),
        password: z.string().min(1, 'Write your password.').max(100),
      }),
      async run(self, { name, password }) {
        const user = await self.ctx.state.users.logIn(name, password)
        if (!user) throw new InvalidInput([{ path: '', message: wrong }])
        await changeUser(self.ctx, user.id)
        self.client.message(`Hello, ${user.name}.`)
        self.client.redirect(self.args.back)
      },
    },
  },
})

const wrong = 'This name and this password do not belong together.'
