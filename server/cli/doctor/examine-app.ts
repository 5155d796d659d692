import { type Finding, ok, problem } from './finding.ts'
import type { OpenApp } from './open-app.ts'

/** Looks for toolkits in an app, and at the order of its middleware. */
export function examineApp({ app, toolkits }: OpenApp): Finding[] {
  if (toolkits.length === 0) {
    return [problem('The app makes no toolkit.', 'app.use(createSealwax({ … }).middleware())')]
  }
  return toolkits.flatMap(({ prefix, components, development, middleware }) => {
    const mode = development ? 'in development' : 'in production'
    const counted = `${components.length} ${components.length === 1 ? 'component' : 'components'}`
    return [ok(`Toolkit at ${prefix}, ${counted}, ${mode}.`), ...examineOrder(app, middleware)]
  })
}

/** A session that stands behind us can be read, but not saved. */
function examineOrder(app: OpenApp['app'], middleware: unknown): Finding[] {
  const own = app?.middleware.indexOf(middleware) ?? -1
  const session = app?.middleware.findIndex((part) => (part as Function).name === 'session') ?? -1
  if (own < 0 || session < own) return []
  return [
    problem(
      'koa-session stands behind Sealwax: what a method changes in the session is lost.',
      'app.use(session({ … }, app)) has to stand in front of app.use(sealwax.middleware()).',
    ),
  ]
}
