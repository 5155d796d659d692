import { bytes } from '../../../plugins/bytes.ts'
import { safeString } from '../../../plugins/safe-string.ts'
import { url } from '../../../plugins/url.ts'
import {
  createMemoryOnceStore,
  createToolkit,
  newKey,
  type Renderer,
  type Toolkit,
} from '../../core/rooms.ts'
import type { SealwaxOptions } from '../../create-sealwax.ts'
import { type Publish, publishTo } from '../../koa/live/publish.ts'
import { createSessionBinding, type SessionBinding } from '../../koa/session/session.ts'
import { createRenderer } from '../../nunjucks/index.ts'
import { createClock, type TestClock } from '../create-clock.ts'

/** Options of a test kit: those of `createSealwax` as far as they mean something without HTTP, and a stand-in for the request. */
export interface TestKitOptions
  extends Pick<
    SealwaxOptions,
    | 'components'
    | 'compress'
    | 'configure'
    | 'development'
    | 'limits'
    | 'maxAge'
    | 'maxLifetime'
    | 'onceStore'
    | 'plugins'
    | 'prefix'
    | 'principal'
    | 'views'
  > {
  /** App secrets, newest first; one that is made for this kit. */
  readonly keys?: readonly string[]
  /** What `ctx.state` holds in each request; `{}`. */
  readonly state?: object
  /** What the session holds at first; `{}`. */
  readonly session?: object
  /** What else `ctx` holds, for instance `query`; `{}`. */
  readonly ctx?: object
  /** Path and query of the page that the components are on; `/`. */
  readonly page?: string
  /** Clock of the kit; one that stands at the present until it is moved. */
  readonly clock?: TestClock
}

/** What all people of a kit share. */
export interface Site {
  readonly page: string
  readonly clock: TestClock
  readonly renderer: Renderer
  readonly warnings: string[]
  /** Topics that were published, in order. */
  readonly published: string[]
  readonly publish: Publish
  readonly toolkit: Toolkit
  readonly session: SessionBinding
  /** A new key seals from now on. */
  readonly rotate: (forget: boolean) => void
}

type Keyed = Pick<Site, 'toolkit' | 'session'>

/** Brings components, keys and views together, as `createSealwax` does. */
export function createSite(options: TestKitOptions): Site {
  const { clock = createClock(), page = '/', development = true } = options
  const onceStore = options.onceStore ?? createMemoryOnceStore({ now: clock.now })
  let keys = options.keys ?? [newKey()]
  const plugins = [...bytes, url, safeString, ...(options.plugins ?? [])]
  const withKeys = (bus?: Toolkit['bus']): Keyed => {
    const now = clock.now
    const toolkit = createToolkit({
      ...options,
      development,
      plugins,
      onceStore,
      keys,
      now,
      ...(bus && { bus }),
    })
    return { toolkit, session: createSessionBinding(toolkit, options.principal) }
  }
  let keyed = withKeys()
  const { bus } = keyed.toolkit
  return {
    page,
    clock,
    renderer: createRenderer({ ...options, development }),
    warnings: [],
    ...recordPublished(bus),
    get toolkit() {
      return keyed.toolkit
    },
    get session() {
      return keyed.session
    },
    rotate(forget) {
      keys = [newKey(), ...(forget ? [] : keys)]
      keyed = withKeys(bus)
    },
  }
}

function recordPublished(bus: Toolkit['bus']): Pick<Site, 'published' | 'publish'> {
  const publish = publishTo(bus)
  const published: string[] = []
  return {
    published,
    async publish(...topics) {
      await publish(...topics)
      published.push(...topics)
    },
  }
}
