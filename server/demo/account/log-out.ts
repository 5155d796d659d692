import { defineComponent } from 'sealwax'
import { changeUser } from './session.ts'

/** A button that ends the session. */
export const logOut = defineComponent({
  name: 'log-out',
  template: 'components/log-out.njk',
  methods: {
    async leave(self) {
      await changeUser(self.ctx, undefined)
      self.client.message('You are logged out.')
      self.client.redirect('/account')
    },
  },
})
