import { type Ctx, defineComponent, InvalidInput } from 'sealwax'
import { z } from 'zod'
import { TriedTooOften } from './log-in-limit.ts'
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
        const user = await check(self.ctx, { name, password })
        if (!user) throw new InvalidInput([{ path: '', message: wrong }])
        await changeUser(self.ctx, user.id)
        self.client.message(`Hello, ${user.name}.`)
        self.client.redirect(self.args.back)
      },
    },
  },
})

const wrong = 'This name and this password do not belong together.'

async function check(ctx: Ctx, { name, password }: { name: string; password: string }) {
  const { users, logInLimit } = ctx.state
  const who = { address: ctx.ip, name }
  try {
    return await logInLimit.guard(who, () => users.logIn(name, password))
  } catch (error) {
    if (!(error instanceof TriedTooOften)) throw error
    throw new InvalidInput([{ path: '', message: tooOften(error.wait) }])
  }
}

function tooOften(wait: number): string {
  const minutes = Math.ceil(wait / 60_000)
  return `That was tried too often. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`
}
