import { Router } from '@koa/router'
import { backOf } from './account/back.ts'
import { sampleUsers } from './account/sample-users.ts'
import { refusals } from './types/refusals.ts'

/** The pages; what can be done on them is their components' business. */
export function pages(): Router {
  const router = new Router()
  router.get('/', (ctx) => ctx.redirect('/todos'))
  // Pages in frames, the steps of the tutorial for instance, name no icon of their own.
  router.get('/favicon.ico', (ctx) => ctx.redirect('/demo/seal.svg'))
  router.get('/todos', (ctx) => ctx.render('todos.njk', { page: 'todos' }))
  router.get('/counter', (ctx) => ctx.render('counter.njk', { page: 'counter' }))
  router.get('/board', (ctx) => ctx.render('board.njk', { page: 'board' }))
  router.get('/notes', (ctx) => ctx.render('notes.njk', { page: 'notes' }))
  router.get('/types', (ctx) => ctx.render('types.njk', { page: 'types', refusals }))
  router.get('/contact', (ctx) => ctx.render('contact.njk', { page: 'contact' }))
  router.get('/account', (ctx) => {
    const back = backOf(ctx.query['back'])
    return ctx.render('account.njk', { page: 'account', sampleUsers, back })
  })
  return router
}
