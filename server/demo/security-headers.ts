import type { Middleware } from 'koa'
import helmet from 'koa-helmet'

const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  imgSrc: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
}

/**
 * Sets the security headers of every answer.
 * @param options `https`: whether browsers reach the app by https only (adds HSTS)
 */
export function securityHeaders({ https }: { https: boolean }): Middleware {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    // helmet's default, no-referrer, turns the Origin of a form into "null"
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: https,
  })
}
