import { type Finding, ok, problem, unknown, warning } from './finding.ts'
import type { OpenApp } from './open-app.ts'
import type { Answer, Site, Visited } from './site.ts'

/** Calls a component: a refresh, which runs no method. As a new browser, as an old one, and behind a proxy. */
export async function examineCalls(
  site: Site,
  page: Visited,
  opened: OpenApp | undefined,
): Promise<Finding[]> {
  const { component } = page
  if (component === undefined) {
    return [unknown(`No component is on ${new URL(page.url).pathname}: name a page by --path.`)]
  }
  const answer = await site.refresh(page, { 'Sec-Fetch-Site': 'same-origin' })
  if (!answer.drawn) return [explain(component.name, answer, opened)]
  const works = ok(`A call of ${component.name} works.`)
  return [works, await examineOrigin(site, page), ...(await examineProxy(site, page, opened))]
}

function explain(name: string, { status, code }: Answer, opened: OpenApp | undefined): Finding {
  const call = `A call of ${name} was answered with ${status}${code === undefined ? '' : ` ${code}`}`
  switch (code) {
    case 'Forbidden':
      return unknown(`${call}: authorize wants to know more than this visitor is.`)
    case 'StaleComponentState':
      return unknown(`${call}: its data is gone meanwhile.`)
    case 'StateRejected':
      return problem(
        `${call}: the state does not open with the next request.`,
        'The session has to be the same in both: look at its cookie. With several processes all need the same keys.',
      )
    case undefined:
      return problem(
        `${call}, not by Sealwax.`,
        'Nothing in front of sealwax.middleware() may answer, or read the body of, POST /_sealwax/….',
      )
    default:
      return problem(`${call}.${lastError(opened)}`, "See what the app's `error` event says of it.")
  }
}

function lastError(opened: OpenApp | undefined): string {
  const error = opened?.errors.at(-1) as Error | undefined
  const { message } = (error?.cause ?? error ?? {}) as Partial<Error>
  return message === undefined ? '' : ` ${message}`
}

/** What counts where a browser does not say whether the request is of the same site. */
async function examineOrigin(site: Site, page: Visited): Promise<Finding> {
  const { origin } = new URL(page.url)
  const answer = await site.refresh(page, { Origin: origin })
  if (answer.drawn) return ok(`The site knows its own address, ${origin}.`)
  return problem(
    `A call from ${origin} was refused (${answer.code ?? answer.status}): the site takes another address for its own.`,
    "app.proxy = true behind a proxy that sends X-Forwarded-Proto and -Host, or createSealwax({ origins: ['" +
      `${origin}'] })`,
  )
}

const forwarded = {
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'sealwax.example',
  'X-Forwarded-For': '192.0.2.1',
}

async function examineProxy(
  site: Site,
  page: Visited,
  opened: OpenApp | undefined,
): Promise<Finding[]> {
  const behind = await site.open(new URL(page.url).pathname, forwarded)
  const headers = { ...forwarded, Origin: 'https://sealwax.example' }
  const isBelieved = behind.component !== undefined && (await site.refresh(behind, headers)).drawn
  if (!isBelieved && opened === undefined) {
    return [ok('What a client sends as X-Forwarded-* is not believed: right.')]
  }
  if (!isBelieved) {
    return [
      unknown(
        'X-Forwarded-* headers are not believed: right without a proxy; behind one, app.proxy = true.',
      ),
    ]
  }
  const { app } = opened ?? {}
  const findings = [ok('X-Forwarded-* headers are believed: right behind a proxy only.')]
  const open = behind.cookies.filter((line) => !/;\s*secure/i.test(line))
  if (open.length > 0) {
    const trouble = 'Behind a proxy that ends https, the session cookie is not Secure.'
    findings.push(problem(trouble, 'session({ secure: true }), or leave the option out.'))
  }
  if (app?.proxy === true && app.maxIpsCount === 0) {
    const trouble =
      'app.maxIpsCount is 0: anybody can write an address of their choice, and so pass limits.'
    findings.push(warning(trouble, 'app.maxIpsCount = 1, the number of proxies in front.'))
  }
  return findings
}
