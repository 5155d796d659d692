import { type Finding, ok, problem, unknown, warning } from './finding.ts'
import type { Visited } from './site.ts'

/** Looks at the cookie that holds, or names, the session. */
export function examineSession({ cookies, component, url }: Visited): Finding[] {
  const sessions = cookies.filter((line) => !/^[^=]+\.sig=/.test(line))
  if (sessions.length === 0) return [withoutCookie(component?.name)]
  return sessions.flatMap((line) => {
    const name = line.replace(/=.*/s, '')
    const isSigned = cookies.some((other) => other.startsWith(`${name}.sig=`))
    return examineCookie({ name, line, isSigned, isHttps: url.startsWith('https:') })
  })
}

function withoutCookie(component: string | undefined): Finding {
  if (component === undefined) return unknown('The page has no component, and sets no cookie.')
  const advice =
    'Let koa-session answer with its cookie: it stands in front of Sealwax, with autoCommit.'
  return problem('The page has components, but sets no session cookie: no call can work.', advice)
}

interface Cookie {
  readonly name: string
  readonly line: string
  readonly isSigned: boolean
  readonly isHttps: boolean
}

function examineCookie({ name, line, isSigned, isHttps }: Cookie): Finding[] {
  const flags = line.toLowerCase().split(/;\s*/).slice(1)
  const sameSite = flags.find((flag) => flag.startsWith('samesite='))?.slice('samesite='.length)
  const findings: Finding[] = []
  if (!flags.includes('httponly')) {
    const advice = 'session({ httpOnly: true })'
    findings.push(problem(`Scripts can read the cookie ${name}: it is not HttpOnly.`, advice))
  }
  if (sameSite === undefined || sameSite === 'none') {
    const advice = "session({ sameSite: 'lax' })"
    findings.push(warning(`The cookie ${name} has no SameSite of lax or strict.`, advice))
  }
  if (isHttps && !flags.includes('secure')) {
    const advice = 'session({ secure: true }), and app.proxy = true behind a proxy that ends https.'
    findings.push(
      problem(`The cookie ${name} also goes over plain http: it is not Secure.`, advice),
    )
  }
  if (!isSigned) {
    const advice = 'session({ signed: true }), unless it is the id of a session in a store.'
    findings.push(warning(`The cookie ${name} is not signed: who holds it can write it.`, advice))
  }
  return findings.length > 0
    ? findings
    : [
        ok(
          `The cookie ${name}: signed, HttpOnly, SameSite=${sameSite}${isHttps ? ', Secure' : ''}.`,
        ),
      ]
}
