const FORM = 'application/x-www-form-urlencoded'

// Swagger UI knows its dark look by a class.
const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()

/** The contract with what Swagger UI would fill in left blank, since it sends what nobody typed. */
function withoutFilling(contract) {
  const operations = Object.values(contract.paths ?? {}).flatMap((item) => Object.values(item))
  for (const { requestBody } of operations) {
    const form = requestBody?.content?.[FORM]
    // Members of a form it would fill with the word `string`; where the members stand in an alternative, it shows our examples.
    if (form !== undefined) form.schema = { anyOf: [form.schema] }
  }
  for (const parameter of Object.values(contract.components?.parameters ?? {})) if (!parameter.required) delete parameter.example
  return contract
}

/** Where the dialog has several forms, the last one takes the focus, and scrolls what comes first out of sight. */
function focusFirst() {
  requestAnimationFrame(() => {
    document.querySelector('.modal-ux-content')?.scrollTo(0, 0)
    document.querySelector('.modal-ux-content input')?.focus({ preventScroll: true })
  })
}

const forThisService = () => ({
  statePlugins: {
    spec: { wrapActions: { updateJsonSpec: (update) => (contract) => update(withoutFilling(contract)) } },
    auth: {
      wrapActions: {
        showDefinitions: (show) => (definitions) => {
          const action = show(definitions)
          focusFirst()
          return action
        },
      },
    },
  },
})

window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  layout: 'BaseLayout',
  plugins: [forThisService],
  deepLinking: true,
  // Nothing is asked of anybody else, and no token outlives the page.
  validatorUrl: null,
  persistAuthorization: false,
  defaultModelsExpandDepth: 0,
  // A refusal that asks for Basic would have the browser ask for a password in a dialog of its own (Fetch, HTTP-network-or-cache fetch).
  requestInterceptor: (request) => Object.assign(request, { credentials: 'omit' }),
})
