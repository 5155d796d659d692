type Hint = string | ((found: RegExpExecArray) => string)

/** What usually helps, by what the messages say. The first that fits is shown. */
const hints: readonly (readonly [RegExp, Hint])[] = [
  [
    /needs \{\{ attrs\(\) \}\}|needs attrs\(\)/,
    'Write <div {{ attrs() }}>: the root carries the id, the name and what htmx needs.',
  ],
  [
    /needs \{\{ sealed\(\) \}\}|needs sealed\(\)/,
    'Write {{ sealed() }} behind the root’s start tag.',
  ],
  [/one root element/, 'Put an element around all of the template.'],
  [
    /needs koa-session in front/,
    'app.use(session({ … }, app)) has to stand in front of app.use(sealwax.middleware()).',
  ],
  [/\.keys required/, 'Set app.keys: koa-session signs its cookie with them.'],
  [
    /two components have the id/,
    'Give each its own key: component("item", id=row.id, key=row.id).',
  ],
  [
    /there is no component called "([^"]*)"/,
    ([, name]) => `Add ${name} to the option components of createSealwax.`,
  ],
  [
    /no such view|template not found/,
    'Views are named by their path below a folder of the option views.',
  ],
  [
    /The args of (\S+) have no '([^']*)'/,
    ([, name, arg]) =>
      `Add ${arg} to the args of ${name}: what a tag passes has to be in its schema.`,
  ],
  [
    /filter not found: (\S+)/,
    ([, name]) => `createSealwax({ configure: (env) => env.addFilter('${name}', …) })`,
  ],
  [
    /Unable to call `([^`]+)`/,
    ([, name]) =>
      `${name} is not known here. A component's template sees its own args, state, what load returned and ` +
      "globals, not the page's variables: pass it as an argument, or add it by configure.",
  ],
  [
    /Sealing blocked/,
    'What load returns is never sealed. Keep its id in the state and read it in load, or register a type plugin.',
  ],
  [/is used outside ctx\.render/, 'Views with components are drawn by ctx.render alone.'],
]

/** What usually helps, by the line of code that failed. */
const codeHints: readonly (readonly [RegExp, Hint])[] = [
  [
    /ctx\.state\.(\w+)/,
    ([, name]) =>
      `If ctx.state.${name} is missing: the middleware that sets it has to stand in front of ` +
      'app.use(sealwax.middleware()). A call ends there, and never comes to what stands behind it.',
  ],
  [
    /self\.(\w+)\./,
    ([, name]) =>
      `If self.${name} is missing: load has to return it, or the args or the state name it.`,
  ],
]

/** What usually helps, by what the message says of the line below it. */
const placedHints: readonly (readonly [RegExp, Hint])[] = [
  [
    /read only property '(\w+)'[^]*\bself\.(?!args\b|state\b|client\b|ctx\b)\1\b/,
    ([, name]) => `self.${name} comes from load: change the data instead.`,
  ],
  [
    /(?:undefined|null|not a function|not extensible|read only)\b[^]*\bthis\./,
    'A method gets self, not this: write self in its place.',
  ],
]

/** @param code the line that failed, where it is known */
export function hintFor(messages: readonly string[], code: string): string | undefined {
  const isMissing = messages.some((message) => /undefined|null|is not a function/.test(message))
  return (
    find(hints, messages.join('\n')) ??
    find(placedHints, `${messages.at(-1)}\n${code}`) ??
    (isMissing ? find(codeHints, code) : undefined)
  )
}

function find(known: readonly (readonly [RegExp, Hint])[], text: string): string | undefined {
  for (const [pattern, hint] of known) {
    const found = pattern.exec(text)
    if (found !== null) return typeof hint === 'string' ? hint : hint(found)
  }
  return undefined
}
