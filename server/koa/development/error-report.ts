import { inspect } from 'node:util'
import type { Context } from 'koa'
import { InternalError } from '../../core/rooms.ts'
import { findTarget } from '../call-target.ts'
import { type Failed, isOwnPath, type Room } from '../room.ts'
import { type Excerpt, findInStack, findInViews } from './excerpt.ts'
import { hintFor } from './hints.ts'
import { isDeveloper } from './is-developer.ts'

/** What a developer is shown of an error. */
export interface ErrorReport {
  /** Name of the error that it began with. */
  readonly name: string
  readonly message: string
  /** Method and path. */
  readonly request: string
  /** Component and method that were called. */
  readonly called: string | undefined
  /** Components that were drawn, the outermost first. */
  readonly tree: readonly string[]
  readonly excerpt: Excerpt | undefined
  readonly hint: string | undefined
  /** From what was thrown to what it began with. */
  readonly causes: readonly string[]
  readonly stack: string
  /** What a visitor of the site in production would be told of it. */
  readonly errorId: string | undefined
}

/**
 * Describes an error for the developer who met it.
 * @returns nothing for anybody else
 */
export function reportError(room: Room, ctx: Context, thrown: unknown): ErrorReport | undefined {
  // What a program asks, such as a test, is answered as ever.
  if (!isDeveloper(room, ctx) || !/\btext\/html\b/.test(ctx.get('Accept'))) return undefined
  const chain = chainOf(thrown)
  const [outer] = chain
  const messages = chain.map(messageOf)
  const inner = chain.at(-1)
  const stack = (inner instanceof Error && inner.stack) || ''
  const excerpt = findInViews(messages, room.renderer) ?? findInStack(inner)
  const code = findInStack(inner) ?? excerpt
  return {
    name: inner instanceof Error ? inner.name : typeof inner,
    message: messageOf(inner),
    request: `${ctx.method} ${ctx.originalUrl}`,
    called: calledIn(room, ctx),
    tree: treeOf(room.failures?.get(ctx)),
    excerpt,
    hint: hintFor(messages, code?.lines.find(({ number }) => number === code.line)?.text ?? ''),
    causes: chain.map((error) => `${nameOf(error)}${messageOf(error)}`),
    stack,
    errorId: outer instanceof InternalError ? outer.id : undefined,
  }
}

function chainOf(thrown: unknown): unknown[] {
  const chain: unknown[] = []
  // A cause may lead back to itself.
  for (let error = thrown; error !== undefined && !chain.includes(error); ) {
    chain.push(error)
    error = error instanceof Error ? error.cause : undefined
  }
  return chain
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : inspect(error)
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ` : ''
}

function calledIn(room: Room, { path }: Context): string | undefined {
  if (!isOwnPath(room, path)) return undefined
  const target = findTarget(room.toolkit, path)
  return target && [target.component.name, target.method?.name ?? 'refresh'].join('.')
}

function treeOf(failed: Failed | undefined): string[] {
  if (failed === undefined) return []
  return ['page', ...failed.id.split('__').slice(0, -1), failed.what]
}
