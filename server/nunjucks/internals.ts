import { createRequire } from 'node:module'
import nunjucks from 'nunjucks'
import type { Node } from './syntax-tree.ts'

type NodeClass = new (lineno: number, colno: number, ...fields: any[]) => Node

/** The classes of the syntax tree that we make or look for. */
export interface Nodes {
  readonly Block: NodeClass
  readonly CallExtension: new (extension: object, run: string, args: Node, bodies: Node[]) => Node
  readonly If: NodeClass
  readonly KeywordArgs: NodeClass
  readonly Literal: NodeClass
  readonly NodeList: NodeClass
  readonly Pair: NodeClass
  readonly Symbol: NodeClass
}

export interface Token {
  readonly value: string
  readonly lineno: number
  readonly colno: number
}

/** What a tag's `parse` is given. */
export interface Parser {
  readonly tokens: { readonly str: string; readonly index: number }
  nextToken(): Token
  parseSignature(tolerant: null, noParens: boolean): Node
  parseExpression(): Node
  parseUntilBlocks(...names: string[]): Node
  advanceAfterBlockEnd(name?: string): void
  fail(message: string, lineno: number, colno: number): never
}

/** Names that compiled templates see. */
export interface RunTimeFrame {
  lookup(name: string): unknown
}

export interface RunTimeContext {
  lookup(name: string): unknown
}

/** A compiled template: a function per block, called like the root. */
export interface CompiledTemplate {
  readonly blocks: Readonly<Record<string, unknown>>
  compile(): void
  render(context: object): string
}

interface Internals {
  readonly parser: { parse(source: string, extensions: unknown[], options: object): Node }
  readonly compiler: {
    readonly Compiler: new (
      name: string,
      throwOnUndefined?: boolean,
    ) => {
      compile(tree: Node): void
      getCode(): string
    }
  }
  readonly nodes: Nodes
}

interface Transformer {
  transform(tree: Node, asyncFilters: unknown[]): Node
}

/** Parts of nunjucks 3 that it exports without types. */
export const { parser, compiler, nodes } = nunjucks as unknown as Internals

const require = createRequire(import.meta.url)
export const { transform } = require('nunjucks/src/transformer.js') as Transformer
export const { escape: escapeHtml } = require('nunjucks/src/lib.js') as {
  escape(text: string): string
}

export const { SafeString, Frame } = nunjucks.runtime as unknown as {
  readonly SafeString: new (text: string) => { readonly length: number }
  readonly Frame: new () => object
}
export const TemplateError = (
  require('nunjucks/src/lib.js') as {
    TemplateError: new (message: string, lineno: number, colno: number) => Error
  }
).TemplateError

/** A literal that compiles to JavaScript as it stands. */
export function javascript(code: string): Node {
  return new nodes.Literal(0, 0, { toString: () => code })
}

/** A literal with the value of plain data. */
export function data(value: unknown): Node {
  return javascript(
    JSON.stringify(value)
      .replace(/\u2028/g, '\\u2028')
      .replace(/\u2029/g, '\\u2029'),
  )
}
