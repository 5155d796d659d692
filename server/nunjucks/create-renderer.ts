import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import nunjucks, { type Environment } from 'nunjucks'
import type { AnyComponent, Component, Renderer } from '../core/index.ts'
import { createComponentFunction } from './ask-component.ts'
import type { Compilation } from './compile-view.ts'
import { createComponentTag } from './component-tag.ts'
import { createCall } from './control.ts'
import { createDraw } from './draw.ts'
import { areCurrent } from './draw-slot.ts'
import { createField } from './field.ts'
import { createFormTag } from './form-tag.ts'
import { createAttrs, createSealed } from './root.ts'
import { createRootChecks } from './root-checks.ts'
import { createScopeHolder, type ScopeHolder } from './scope.ts'
import { createViewsLoader } from './views-loader.ts'

export interface RendererOptions {
  /** Absolute paths of folders with templates, first match wins. */
  readonly views: string | readonly string[]
  readonly components: readonly Component<any, any, any, any, any>[]
  /** Read templates anew when their files change. */
  readonly development: boolean
  /** Gets nunjucks' environment, to add filters, globals and tests. */
  readonly configure?: (env: Environment) => void
}

/** Folder of the templates that an app may override; it lies at the top of the package. */
const ownViews = ['../../views', '../../../views']
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .filter((folder) => existsSync(join(folder, 'sealwax')))

/**
 * Makes a renderer on nunjucks, with the tags and functions of components.
 * @throws ConfigError when a component's template is missing or can't hold a component
 */
export function createRenderer(options: RendererOptions): Renderer {
  const scopes = createScopeHolder()
  let compiling: Compilation | undefined
  const loader = createViewsLoader({
    folders: [options.views, ownViews].flat(),
    watch: options.development,
    during(compilation, compile) {
      const before = compiling
      compiling = compilation
      try {
        return compile()
      } finally {
        compiling = before
      }
    },
  })
  // `dev` keeps the errors that nunjucks wraps; it has no other effect.
  const env = new nunjucks.Environment(loader, { autoescape: true, dev: true })
  loader.env = env
  addWords(env, scopes, () => compiling)
  options.configure?.(env)
  const roots = createRootChecks({ env, loader, development: options.development })
  for (const component of options.components) roots.checkTemplate(component as AnyComponent)
  const hasSlots: Renderer['hasSlots'] = (slots) => areCurrent(env, slots)
  return { ...createDraw({ env, scopes, roots }), hasSlots }
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
}
