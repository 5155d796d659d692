/**
 * What the web framework's room adds to the types of core: `ctx` as hooks and methods see it.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Registry {}

/** The request's context, as hooks and methods see it: Koa's, once `sealwax/koa` is imported. */
export type Ctx = Registry extends { readonly ctx: infer C } ? C : Record<string, any>
