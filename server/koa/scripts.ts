import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import type { Context } from 'koa'

/**
 * Answers `GET PREFIX/htmx.js` and `GET PREFIX/sealwax*.js`. A component's name has no dot.
 * @param more names of other files in the folder of `sealwax.js`
 */
export function createScripts(prefix: string, more: readonly string[] = []) {
  const require = createRequire(import.meta.url)
  const client = require.resolve('sealwax/client.js')
  const files = new Map([[`${prefix}/htmx.js`, require.resolve('htmx.org/dist/htmx.min.js')]])
  for (const name of [
    'sealwax.js',
    'sealwax-recovery.js',
    'sealwax-upload.js',
    'sealwax-trusted-types.js',
    'sealwax-live.js',
    ...more,
  ]) {
    files.set(`${prefix}/${name}`, join(dirname(client), name))
  }
  const texts = new Map<string, string>()
  return (ctx: Context): boolean => {
    const file = files.get(ctx.path)
    if (file === undefined || !['GET', 'HEAD'].includes(ctx.method)) return false
    const text = texts.get(file) ?? readFileSync(file, 'utf8')
    texts.set(file, text)
    // Not public: koa-session may set its cookie on any answer, and no shared cache may hand that on.
    ctx.set('Cache-Control', 'private, max-age=3600')
    ctx.type = extname(file)
    ctx.body = text
    return true
  }
}
