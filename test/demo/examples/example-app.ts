import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Koa from 'koa'
import session from 'koa-session'
import { createSealwax, newKey } from 'sealwax'
import { exampleComponents } from '../../../server/demo/examples/index.ts'
import { securityHeaders } from '../../../server/demo/security-headers.ts'
import { staticFiles } from '../../../server/demo/static-files.ts'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const files = folder('../../../public/demo/examples')

/** The examples of the documentation, each on a page of its own at `/NAME`, under the demo's headers and layout. */
export function createExampleApp(): Koa {
  const app = new Koa({ keys: ['test'] })
  const sealwax = createSealwax({
    keys: [newKey()],
    components: exampleComponents,
    views: [folder('../../../views/demo'), folder('views')],
  })
  app.on('error', () => {})
  app.use(securityHeaders({ https: false }))
  app.use(staticFiles('/demo'))
  app.use(session({ key: 'sid' }, app))
  app.use(sealwax.middleware())
  app.use((ctx) => {
    const name = ctx.path.slice(1)
    const hasStyle = existsSync(`${files}/${name}.css`)
    const hasScript = existsSync(`${files}/${name}.js`)
    return ctx.render('example-page.njk', { name, hasStyle, hasScript })
  })
  return app
}
