import { createRequire } from 'node:module'
import nunjucks from 'nunjucks'
import type { Node } from './syntax-tree.ts'

type NodeClass = new (lineno: number, colno: number, ...fields: any[]) => Node

/** The classes of the syntax tree that we make or look for. */
export interface Nodes {
  readonly Block: NodeClass
  readonly CallExtension: new (extension: object, run: string, args: Node, bodies: Node[]) => Node
  readonly Dict: NodeClass
  readonly FromImport: NodeClass
  readonly If: NodeClass
  readonly KeywordArgs: NodeClass
  readonly Literal: NodeClass
  readonly NodeList: NodeClass
  readonly Pair: NodeClass
  readonly Root: NodeClass
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
  peekToken(): Token | null
  parseSignature(tolerant: null, noParens: boolean): Node
  parseExpression(): Node
  parseUntilBlocks(...names: string[]): Node
  advanceAfterBlockEnd(name?: string): void
  fail(message: string, lineno: number, colno: number): never
}

/** What a tag's `run` is given of the template that runs. */
export interface RunTimeContext {
  readonly env: { readonly globals: Readonly<Record<string, unknown>> }
}

/** A compiled template: a function per block, called like the root. */
export interface CompiledTemplate {
  readonly blocks: Readonly<Record<string, unknown>>
  readonly rootRenderFunc: TemplateRoot
  compile(): void
}

/** The main function of a compiled template. Without asynchronous tags it has ended when it returns. */
export type TemplateRoot = (
  ...handed: [
    env: object,
    context: object,
    frame: object,
    runtime: object,
    end: (error: unknown, html: string) => void,
  ]
) => void

/** Names of a loop's variables in the JavaScript. */
export type LoopNames = [list: string, index: string, length: string]

/** Writes the JavaScript of a template. */
export interface TemplateCompiler {
  compile(tree: Node): void
  getCode(): string
  compileDict(node: Node, frame: object): void
  compileKeywordArgs(node: Node, frame: object): void
  _emitFuncBegin(node: Node, name: string): void
  _emitLoopBindings(node: Node, ...names: LoopNames): void
  _emitLine(code: string): void
}

/** HTML that is not escaped again. */
export interface Safe {
  readonly length: number
  toString(): string
}

interface Internals {
  readonly parser: { parse(source: string, extensions: unknown[], options: object): Node }
  readonly compiler: {
    readonly Compiler: new (name: string, throwOnUndefined?: boolean) => TemplateCompiler
  }
  readonly nodes: Nodes
}

/** How a compiled template calls something. */
export type Call = [called: unknown, name: string, context: object, args: readonly unknown[]]

/** Variables of a loop, a block or a macro, and those around it. */
export interface Frame {
  topLevel: boolean
  readonly variables: Record<string, unknown>
  push(isolateWrites?: boolean): Frame
  set(name: string, value: unknown, resolveUp?: boolean): void
}

interface RunTime {
  readonly makeKeywordArgs: (names: object) => object
  readonly callWrap: (...call: Call) => unknown
  readonly Frame: new (parent?: Frame, isolateWrites?: boolean) => Frame
  readonly SafeString: new (text: string) => Safe
  /** What a value is put out as. */
  readonly suppressValue: (value: unknown, autoescape: boolean) => unknown
}

interface Library {
  readonly escape: (text: string) => string
  readonly TemplateError: new (message: string, lineno: number, colno: number) => Error
}

interface Transformer {
  readonly transform: (tree: Node, asyncFilters: unknown[]) => Node
}

/** Parts of nunjucks 3 that it exports without types. */
export const { parser, compiler, nodes } = nunjucks as unknown as Internals
export const runtime = nunjucks.runtime as unknown as RunTime
export const { SafeString } = runtime

const require = createRequire(import.meta.url)
export const { transform } = require('nunjucks/src/transformer.js') as Transformer
export const { escape: escapeHtml, TemplateError } = require('nunjucks/src/lib.js') as Library

/** A literal with the value of plain data. */
export function data(value: unknown): Node {
  const text = JSON.stringify(value)
  return code(text.replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029'))
}

/** An expression of the compiled template. */
export function code(expression: string): Node {
  // Nunjucks writes a literal that is no string as it prints itself.
  return new nodes.Literal(0, 0, { toString: () => expression })
}

/** A literal object whose values are expressions of the template. */
export function dictionary(values: Readonly<Record<string, Node>>): Node {
  const pairs = Object.entries(values).map(
    ([name, value]) => new nodes.Pair(0, 0, new nodes.Literal(0, 0, name), value),
  )
  return new nodes.Dict(0, 0, pairs)
}
