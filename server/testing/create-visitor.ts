import { parsePage } from './page/tree.ts'
import { sendByBrowser } from './visitor/send-by-browser.ts'
import { sendByScript } from './visitor/send-by-script.ts'
import { type Browser, navigate, show, type Tab, type VisitorOptions } from './visitor/tab.ts'
import { VisitorPage } from './visitor/visitor-page.ts'
import { createWire, type Listener, type TestedApp } from './visitor/wire.ts'

/** Somebody who uses the real app: one browser, which keeps its cookies. */
export interface Visitor {
  readonly javascript: boolean
  /**
   * Opens a page, in a tab of its own.
   * @param path path and query
   * @returns the page that it leads to, whatever its status is
   */
  readonly open: (path: string) => Promise<VisitorPage>
}

/**
 * Makes a visitor of an app: everything that the app has in front of its components takes part, sessions and checks
 * for other sites included.
 * @param app a Koa app, or what `app.callback()` returns. With a Koa app a call that is refused is known by its code
 * in every case; by its answer alone a redirect without JavaScript looks like any other
 * @param options `javascript`: as htmx with `sealwax.js` sends and takes calls, or as forms do; `true`
 */
export function createVisitor(app: TestedApp | Listener, options: VisitorOptions = {}): Visitor {
  const browser = createBrowser(app, options)
  return {
    javascript: browser.javascript,
    async open(path) {
      const tab = createTab(browser)
      show(tab, await navigate(browser, path))
      return new VisitorPage(tab)
    },
  }
}

function createBrowser(app: TestedApp | Listener, options: VisitorOptions): Browser {
  const { javascript = true, origin = 'http://localhost', headers = {} } = options
  const another = () => createBrowser(app, options)
  return { javascript, origin, headers, wire: createWire(app), another }
}

function createTab(browser: Browser): Tab {
  const tab: Tab = {
    browser,
    url: '/',
    answer: { status: 0, headers: {}, text: '', error: undefined },
    document: parsePage(''),
    told: new Map(),
    pending: new Map(),
    scripted: browser.javascript,
    send: (sent) => {
      const byScript = browser.javascript && sent.byScript && sent.id !== undefined
      return byScript ? sendByScript(tab, sent) : sendByBrowser(tab, sent)
    },
    changed: async () => {},
  }
  return tab
}
