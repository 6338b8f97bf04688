const { demo, forTrying } = window.mintmarkExamples

// Swagger UI is dark if this class is present.
const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()

/** Types into an empty field of the dialog, so that Swagger UI notices it. */
function type(input, text) {
  if (input === null || input.value !== '') return
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, text)
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

/**
 * Shows the top of the dialog, and fills in the names of the demo. Of several forms the last one takes the
 * focus, and so scrolls the first out of sight.
 */
function begin() {
  requestAnimationFrame(() => {
    document.querySelector('.modal-ux-content')?.scrollTo(0, 0)
    document.querySelector('.modal-ux-content input')?.focus({ preventScroll: true })
    if (demo === undefined) return
    for (const form of document.querySelectorAll('.auth-container')) {
      const heading = form.querySelector('h4')?.textContent ?? ''
      if (heading.startsWith('password')) type(form.querySelector('input[data-name="username"]'), demo.username)
      if (heading.startsWith('clientCredentials')) type(form.querySelector('input[data-name="clientId"]'), demo.clientId)
    }
  })
}

/**
 * The contract as it was loaded, and what the page knows of the person who logged in. Both end with the
 * page.
 */
let contract
let login = {}
function knows(now) {
  login = now
  ui.specActions.invalidateResolvedSubtreeCache()
  ui.specActions.updateJsonSpec(contract)
}

const forThisService = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (update) => (given) => {
          contract = given
          return update(forTrying(structuredClone(given), login))
        },
      },
    },
    auth: {
      wrapActions: {
        showDefinitions: (show) => (definitions) => {
          const action = show(definitions)
          begin()
          return action
        },
        logout: (leave) => (names) => {
          knows({})
          return leave(names)
        },
      },
    },
  },
})

const issuer = fetch('/.well-known/oauth-authorization-server')
  .then((response) => response.json())
  .then((metadata) => metadata.issuer)

const isFromDialog = ({ url, headers }) => url.endsWith('/token') && headers?.['X-Requested-With'] === 'XMLHttpRequest'

/**
 * Asks for a token for this service alone (RFC 8707). The operations of accounts and administration refuse
 * a token that other services see as well.
 */
async function forThisServiceAlone(request) {
  if (!isFromDialog(request)) return request
  const form = new URLSearchParams(request.body)
  submitted = { username: form.get('username'), password: form.get('password') }
  return { ...request, body: `${request.body}&resource=${encodeURIComponent(await issuer)}` }
}

/** The username and password that the dialog sent last. */
let submitted = {}
function learn(response) {
  if (response.status !== 200 || !response.url.endsWith('/token') || submitted.username === undefined) return response
  const { username, password } = submitted
  submitted = {}
  const { sub } = JSON.parse(atob(response.obj.access_token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
  const isPerson = username !== null
  knows({ ...(isPerson ? { sub } : {}), ...(isPerson && username === demo?.username ? { password } : {}) })
  return response
}

const ui = window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  layout: 'BaseLayout',
  plugins: [forThisService],
  deepLinking: true,
  // The page sends nothing to anybody else, and no token outlives the page.
  validatorUrl: null,
  persistAuthorization: false,
  defaultModelsExpandDepth: 0,
  // Without credentials, a refusal that asks for Basic opens no password dialog of the browser (Fetch,
  // HTTP-network-or-cache fetch).
  requestInterceptor: async (request) => Object.assign(request, await forThisServiceAlone(request), { credentials: 'omit' }),
  responseInterceptor: learn,
})
