// @ts-check
// For pages whose Content-Security-Policy says `require-trusted-types-for 'script'`: hands htmx a policy, called
// `sealwax`, by which answers of calls become HTML. No answer becomes a script. It stands behind htmx's script.
{
  const { htmx, trustedTypes } = /** @type {any} */ (window)
  const policy = trustedTypes?.createPolicy('sealwax', {
    createHTML: (/** @type {string} */ html) => html,
  })
  if (policy) {
    htmx.registerExtension('sealwax-trusted-types', {
      init: (/** @type {any} */ api) => api.initSecurity(policy),
    })
  }
}
