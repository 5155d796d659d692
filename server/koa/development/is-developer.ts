import type { Context } from 'koa'
import type { Room } from '../room.ts'

const thisMachine = /^(?:(?:::ffff:)?127\.[\d.]+|::1)$/
const localHost = /^(?:(?:[\w-]+\.)*localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/i

/** What proxies add. */
const proxied = /^(?:forwarded|via|x-forwarded-.*|x-real-ip|cf-connecting-ip|true-client-ip)$/

/**
 * Whether a request comes from a browser on this machine, to a site in development. A site that was put on a server
 * without NODE_ENV, even behind a proxy on the same machine, tells nobody what is inside.
 */
export function isDeveloper({ toolkit }: Room, { req }: Context): boolean {
  const { headers, socket, httpVersion } = req
  return (
    toolkit.development &&
    process.env['NODE_ENV'] !== 'production' &&
    thisMachine.test(socket.remoteAddress ?? '') &&
    localHost.test(headers.host ?? '') &&
    // No browser speaks it. A proxy does that is told nothing but where to pass to.
    httpVersion !== '1.0' &&
    !Object.keys(headers).some((name) => proxied.test(name))
  )
}
