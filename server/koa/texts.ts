import type { Context } from 'koa'
import {
  ConfigError,
  checkOptions,
  english,
  InternalError,
  type SealwaxError,
  StaleComponentState,
  type Texts,
} from '../core/rooms.ts'

/** Texts in place of the English ones: the same for everybody, or by request. */
export type TextsOption = Partial<Texts> | ((ctx: Context) => Partial<Texts>)

/** @throws ConfigError when a name is none of ours, or a text is not what it has to be */
function checkTexts(texts: Partial<Texts>): void {
  checkOptions('The option texts', texts, new Set(Object.keys(english)))
  for (const [name, text] of Object.entries(texts)) {
    const wanted = typeof english[name as keyof Texts]
    if (typeof text !== wanted) throw new ConfigError(`The text ${name} has to be a ${wanted}.`)
  }
}

/** Makes what says the texts for a request: asked for only where one is shown. */
export function createTexts(option: TextsOption = english): (ctx: Context) => Texts {
  if (typeof option !== 'function') {
    checkTexts(option)
    const texts = { ...english, ...option }
    return () => texts
  }
  return (ctx) => {
    try {
      const texts = option(ctx)
      checkTexts(texts)
      return { ...english, ...texts }
    } catch (error) {
      // An error still has to be said.
      ctx.app.emit('error', error, ctx)
      return english
    }
  }
}

/** What an error says to a visitor: what an app wrote itself stays as it is. */
export function textOf(error: SealwaxError, texts: Texts): string {
  if (error instanceof InternalError) return texts.InternalError(error.id)
  const code = error.code as keyof Texts
  const own = error instanceof StaleComponentState && error.message !== english[code]
  const text = texts[code]
  return own || typeof text !== 'string' || text === english[code] ? error.message : text
}
