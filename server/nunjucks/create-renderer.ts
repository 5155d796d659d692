import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import nunjucks, { type Environment } from 'nunjucks'
import { type AnyComponent, type Component, ConfigError, type Renderer } from '../core/rooms.ts'
import type { Compilation } from './compile/compile-view.ts'
import { createRootChecks } from './compile/root-checks.ts'
import { createViewsLoader } from './compile/views-loader.ts'
import { createDraw } from './draw/draw.ts'
import { createScopeHolder, type ScopeHolder } from './draw/scope.ts'
import { areCurrent } from './slots/draw-slot.ts'
import { createComponentFunction } from './words/ask-component.ts'
import { createComponentTag } from './words/component-tag.ts'
import { createCall } from './words/control.ts'
import { createDevelopmentTag } from './words/development-tag.ts'
import { createField } from './words/field.ts'
import { createFormTag } from './words/form-tag.ts'
import { createInspectorTag } from './words/inspector-tag.ts'
import { createAttrs, createSealed } from './words/root.ts'

/** What the nunjucks room is made of. */
export interface RendererOptions {
  /** Absolute paths of folders with templates, first match wins. */
  readonly views: string | readonly string[]
  /** What `defineComponent` returned. */
  readonly components: readonly Component<any, any, any, any, any>[]
  /** Read templates anew when their files change. */
  readonly development: boolean
  /** Whether `inspector()` puts the inspector into a page; `false`. */
  readonly inspector?: boolean
  /** Gets nunjucks' environment, to add filters, globals and tests. */
  readonly configure?: (env: Environment) => void
}

/** Folder of the templates that an app may override; it lies at the top of the package. */
const ownViews = ['../../views', '../../../views']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .filter((folder) => existsSync(join(folder, 'sealwax')))

/**
 * Makes a renderer on nunjucks, with the tags and functions of components.
 * @param options `views`, `components` and `development`
 * @returns the renderer, for `createMiddleware`
 * @throws ConfigError when a component's template is missing or can't hold a component
 */
export function createRenderer(options: RendererOptions): Renderer {
  checkViews(options)
  const scopes = createScopeHolder()
  const { compiling, during } = createCompilationHolder()
  const folders = [options.views, ownViews].flat()
  const loader = createViewsLoader({ folders, watch: options.development, during })
  // `dev` keeps the errors that nunjucks wraps; it has no other effect.
  const env = new nunjucks.Environment(loader, { autoescape: true, dev: true })
  loader.env = env
  addWords(env, scopes, compiling)
  env.addGlobal('inspector', createInspectorTag(scopes, options.inspector === true))
  options.configure?.(env)
  const roots = createRootChecks({ env, loader, development: options.development })
  for (const component of options.components) roots.checkTemplate(component as AnyComponent)
  const { sourceOf } = loader
  const hasSlots: Renderer['hasSlots'] = (slots) => areCurrent(env, slots)
  return {
    ...createDraw({ env, scopes, roots }),
    hasSlots,
    sourceOf,
    folders: [options.views].flat(),
  }
}

/** A relative path means another folder wherever the app is started. */
function checkViews({ views, development }: RendererOptions): void {
  for (const folder of [views].flat() as readonly unknown[]) {
    if (typeof folder === 'string' && (isAbsolute(folder) || !development)) continue
    throw new ConfigError(`views has to be an absolute path, not ${inspect(folder)}.`)
  }
}

/** Nunjucks parses without telling a tag which view it stands in, so what is compiled is known without being passed. */
function createCompilationHolder() {
  let running: Compilation | undefined
  return {
    compiling: () => running,
    during: <T>(compilation: Compilation, compile: () => T): T => {
      const before = running
      running = compilation
      try {
        return compile()
      } finally {
        running = before
      }
    },
  }
}

function addWords(
  env: Environment,
  scopes: ScopeHolder,
  compiling: () => Compilation | undefined,
): void {
  env.addExtension('component', createComponentTag(scopes, compiling))
  env.addExtension('form', createFormTag(scopes, compiling))
  env.addGlobal('component', createComponentFunction(scopes))
  env.addGlobal('attrs', createAttrs(scopes))
  env.addGlobal('sealed', createSealed(scopes))
  env.addGlobal('call', createCall(scopes))
  env.addGlobal('field', createField(scopes))
  env.addGlobal('development', createDevelopmentTag(scopes))
}
