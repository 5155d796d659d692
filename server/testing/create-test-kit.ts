import type { TestClock } from './create-clock.ts'
import { createSite, type Site, type TestKitOptions } from './kit/create-site.ts'
import type { KitComponent } from './kit/kit-component.ts'
import type { KitPage } from './kit/kit-page.ts'
import { createCtx, type Person } from './kit/person.ts'
import { drawView, renderComponent, type TagOptions } from './kit/render.ts'
import type { ArgsOf, Defined, KindOf, Nothing } from './types.ts'

/** What a tag is given: args may be left out where all of them may be. */
type Asking<C> =
  Nothing extends ArgsOf<C>
    ? [args?: ArgsOf<C>, options?: TagOptions]
    : [args: ArgsOf<C>, options?: TagOptions]

/** Somebody who uses the components of a kit: a session of their own, and what the app knows of them. */
export interface TestPerson extends Person {
  /**
   * Draws one component, as its tag in a page would.
   * @param component one of the kit's
   * @param given args, and `key` and `attrs` of the tag
   * @throws StaleComponentState when its data is gone; ConfigError for what an author has to mend
   */
  readonly render: <C extends Defined>(
    component: C,
    ...given: Asking<C>
  ) => Promise<KitComponent<KindOf<C>>>
  /**
   * Draws a view of the app, with all components on it, slots included.
   * @param view its path below a views folder
   * @param data what the view sees beside `ctx.state`; `{}`
   */
  readonly draw: (view: string, data?: object) => Promise<KitPage>
  /** Binds the session anew, as `ctx.sealwax.renew()` does. */
  readonly renew: () => void
}

/** Components, keys and views brought together for tests without HTTP. */
export interface TestKit extends TestPerson {
  /** Somebody else: with a session of their own, and with what the app knows of them in `state`. */
  readonly as: (who: Partial<Person>) => TestPerson
  /** Moves the time. */
  readonly clock: TestClock
  /** A new key seals from now on. `{ forget: true }`: no other opens any more. */
  readonly rotate: (options?: { readonly forget?: boolean }) => void
  /** Topics that `ctx.sealwax.publish` was called with, in order. */
  readonly published: readonly string[]
  /** What a developer was warned of. */
  readonly warnings: readonly string[]
}

/**
 * Makes a test kit. Nothing in it is a mock but the request: keys, seal, codec, schemas, `authorize`, `load` and
 * templates are the app's own, and a state goes through a seal and back with each call.
 * @param options `components` and `views`; all others have defaults
 * @throws ConfigError as `createSealwax` does
 */
export function createTestKit(options: TestKitOptions): TestKit {
  const { state = {}, session = {}, ctx = {}, ...rest } = options
  const site = createSite(rest)
  const enter = (who: Partial<Person>) =>
    createPerson(site, { ...who, ctx: { ...ctx, ...who.ctx } })
  const { clock, warnings, published, rotate } = site
  return Object.assign(enter({ state: { ...state }, session: { ...session } }), {
    as: (who: Partial<Person>) =>
      enter({ ...who, state: { ...state, ...who.state }, session: { ...session, ...who.session } }),
    clock,
    published,
    warnings,
    rotate: ({ forget = false } = {}) => rotate(forget),
  })
}

function createPerson(site: Site, who: Partial<Person>): TestPerson {
  const { state = {}, session = {}, ctx = {} } = who
  const person: Person = { state, session, ctx }
  return Object.assign(person, {
    render: (component: Defined, args = {}, options = {}) =>
      renderComponent(site, person, { component, args, options }),
    draw: (view: string, data: object = {}) => drawView(site, person, { view, data }),
    renew: () => site.session.renew(createCtx(site, person, 'call')),
  }) as TestPerson
}
