const FORM = 'application/x-www-form-urlencoded'

// Swagger UI knows its dark look by a class.
const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()

const TRY_IT = 'Press **Authorize** and log in with a username and a password. Then open an operation, *Try it out*, and *Execute*.'

/** The contract as whoever tries it out needs it. */
function forTrying(contract) {
  const { info, paths = {}, components = {} } = contract
  // What follows its first paragraph is for those who write clients.
  if (info !== undefined) info.description = `${(info.description ?? '').split('\n\n')[0]}\n\n${TRY_IT}`
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
    // That there is a way without credentials would be shown as a lock that is open to nobody.
    operation.security = operation.security?.filter((requirement) => Object.keys(requirement).length > 0)
    const form = operation.requestBody?.content?.[FORM]
    // Members of a form it would fill with the word `string`; where the members stand in an alternative, it shows our examples.
    if (form !== undefined) form.schema = { anyOf: [form.schema] }
  }
  // Of a parameter, too, it sends what nobody typed.
  for (const parameter of Object.values(components.parameters ?? {})) if (!parameter.required) delete parameter.example
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
    spec: { wrapActions: { updateJsonSpec: (update) => (contract) => update(forTrying(contract)) } },
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

const issuer = fetch('/.well-known/oauth-authorization-server')
  .then((response) => response.json())
  .then((metadata) => metadata.issuer)

/** A token from the dialog is for this service alone (RFC 8707): one that other services see as well opens no account and administers nothing. */
async function forThisServiceAlone(request) {
  const isFromDialog = request.url.endsWith('/token') && request.headers?.['X-Requested-With'] === 'XMLHttpRequest'
  return isFromDialog ? { ...request, body: `${request.body}&resource=${encodeURIComponent(await issuer)}` } : request
}

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
  requestInterceptor: async (request) => Object.assign(request, await forThisServiceAlone(request), { credentials: 'omit' }),
})
