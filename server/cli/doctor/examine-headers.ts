import { type Csp, cspOf } from './csp.ts'
import { type Finding, ok, problem, unknown, warning } from './finding.ts'
import type { Script } from './read-page.ts'
import type { Visited } from './site.ts'

/** Looks at what a page's headers allow. */
export function examineHeaders(page: Visited): Finding[] {
  return [...examinePolicy(page), examineReferrer(page)]
}

function examinePolicy(page: Visited): Finding[] {
  const header = page.headers.get('content-security-policy')
  if (header === null) {
    const advice =
      "Send one, for instance by koa-helmet: default-src 'none'; script-src 'self'; style-src 'self'; " +
      "connect-src 'self'; form-action 'self'. Sealwax needs no more."
    return [warning('There is no Content-Security-Policy.', advice)]
  }
  const csp = cspOf(header, page.url)
  const findings = [...examineTooMuch(csp), ...examineTooLittle(csp, page)]
  return findings.length > 0 ? findings : [ok(`Content-Security-Policy: ${header}`)]
}

function examineTooMuch(csp: Csp): Finding[] {
  const scripts = csp.sources('script-src')
  if (scripts === undefined) {
    return [warning('Scripts of every site may run.', "Add script-src 'self'.")]
  }
  const isGuarded = scripts.some((source) => /^'(nonce-|sha\d+-|strict-dynamic)/.test(source))
  const loose = scripts.filter(
    (source) =>
      source === "'unsafe-eval'" ||
      (!isGuarded && ["'unsafe-inline'", '*', 'http:', 'https:', 'data:'].includes(source)),
  )
  return loose.map((source) =>
    warning(`script-src allows ${source}.`, 'Leave it out: neither Sealwax nor htmx needs it.'),
  )
}

function examineTooLittle(csp: Csp, page: Visited): Finding[] {
  const needs = [
    ['connect-src', 'htmx can not send calls'],
    ['form-action', 'no control works without JavaScript'],
  ] as const
  const blocked = needs.filter(([directive]) => !csp.allows(directive, page.url))
  return [
    ...blocked.map(([directive, trouble]) =>
      problem(
        `${directive} does not allow the site itself: ${trouble}.`,
        `Add ${directive} 'self'.`,
      ),
    ),
    ...page.scripts.flatMap((script) => examineScript(csp, page.url, script)),
  ]
}

function examineScript(csp: Csp, page: string, { src, nonce }: Script): Finding[] {
  const sources = csp.sources('script-src') ?? []
  if (csp.allows('script-src', new URL(src, page).href)) return []
  if (nonce !== undefined && sources.includes(`'nonce-${nonce}'`)) return []
  if (sources.some((source) => /^'(sha\d+-|strict-dynamic)/.test(source))) {
    return [unknown(`Whether script-src lets ${src} run is not clear from here.`)]
  }
  return [
    problem(
      `script-src does not let ${src} run.`,
      "Add 'self' to script-src, or the script's site.",
    ),
  ]
}

/** Browsers that send no Sec-Fetch-Site are known by their Origin, which this policy makes "null". */
function examineReferrer({ headers, referrer }: Visited): Finding {
  const policies = (headers.get('referrer-policy') ?? '').split(',').map((text) => text.trim())
  const policy = referrer ?? policies.at(-1) ?? ''
  if (policy !== 'no-referrer') return ok(`Referrer-Policy: ${policy || "the browser's own"}`)
  return problem(
    'Referrer-Policy no-referrer makes the Origin of forms "null": some calls are refused as of another site.',
    "Send same-origin: helmet({ referrerPolicy: { policy: 'same-origin' } })",
  )
}
