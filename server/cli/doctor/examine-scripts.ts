import { type Finding, ok, problem, unknown, warning } from './finding.ts'
import type { Script } from './read-page.ts'
import type { Site, Visited } from './site.ts'

/** A script of the page, and what is in it. */
interface Loaded {
  readonly script: Script
  readonly index: number
  readonly text: string
}

/** Looks for htmx and sealwax.js on a page, and at how they are set up. */
export async function examineScripts(site: Site, page: Visited): Promise<Finding[]> {
  const loaded = await Promise.all(
    page.scripts.map(async (script, index) => ({
      script,
      index,
      text: await site.text(new URL(script.src, page.url).href).catch(() => ''),
    })),
  )
  const unread = loaded.filter(({ text }) => text === '').map(({ script: { src } }) => src)
  const htmx = loaded.find(({ text }) => versionIn(text) !== undefined)
  const sealwax = loaded.find(({ text }) => /registerExtension\(\s*["']sealwax["']/.test(text))
  return [
    ...unread.map((src) => unknown(`The script ${src} could not be read.`)),
    examineHtmx(htmx),
    examineSealwax(sealwax, htmx),
    ...examineConfig(page.htmxConfig),
  ]
}

/** htmx says its version in a way that is the same, minified or not, since its first. */
function versionIn(text: string): string | undefined {
  if (!text.includes('htmx')) return undefined
  return /\bversion\s*[=:]\s*["'](\d+\.\d+\.\d+[^"']*)["']/.exec(text)?.[1]
}

const tags =
  '<script src="/_sealwax/htmx.js" defer></script><script src="/_sealwax/sealwax.js" defer></script>'

function examineHtmx(htmx: Loaded | undefined): Finding {
  if (htmx === undefined) {
    return warning('The page loads no htmx: each click loads the whole page anew.', `Add ${tags}`)
  }
  const version = versionIn(htmx.text) ?? ''
  if (version.startsWith('4.')) return ok(`htmx ${version}`)
  return problem(`The page loads htmx ${version}: Sealwax works with 4.`, `Use ${tags}`)
}

function examineSealwax(sealwax: Loaded | undefined, htmx: Loaded | undefined): Finding {
  if (htmx === undefined) return unknown('Without htmx sealwax.js was not looked for.')
  if (sealwax === undefined) {
    const trouble =
      'The page loads no sealwax.js: fast clicks get lost, and states that expired show nothing.'
    return problem(trouble, `Add it behind htmx: ${tags}`)
  }
  const isBehind = sealwax === htmx || place(htmx) < place(sealwax)
  if (isBehind && !sealwax.script.async && !htmx.script.async)
    return ok('sealwax.js runs behind htmx.')
  return problem(
    'sealwax.js may run before htmx.',
    `Give both defer, none async, and htmx first: ${tags}`,
  )
}

/** When a script runs: those with `defer` wait for the page. */
function place({ script, index }: Loaded): number {
  return index + (script.deferred ? 1e6 : 0)
}

function examineConfig(content: string | undefined): Finding[] {
  if (content === undefined) return []
  const [, quoted, bare] =
    /["']?extensions["']?\s*:\s*(?:["']([^"']*)["']|([\w-]+))/.exec(content) ?? []
  const extensions = quoted ?? bare ?? ''
  const findings: Finding[] = []
  if (extensions !== '' && !extensions.split(/,\s*/).includes('sealwax')) {
    const trouble = `htmx-config lists the extensions "${extensions}": htmx refuses sealwax.js.`
    findings.push(problem(trouble, `Add sealwax to the list: "${extensions}, sealwax"`))
  }
  if (content.includes('metaCharacter')) {
    const advice = 'Leave it out: components mark what their controls inherit with a colon.'
    findings.push(problem('htmx-config changes the metaCharacter.', advice))
  }
  return findings.length > 0 ? findings : [ok(`htmx-config: ${content}`)]
}
