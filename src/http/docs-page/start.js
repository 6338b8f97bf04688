// Swagger UI knows its dark look by a class.
const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()

window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  layout: 'BaseLayout',
  deepLinking: true,
  // Nothing is asked of anybody else, and no token outlives the page.
  validatorUrl: null,
  persistAuthorization: false,
  defaultModelsExpandDepth: 0,
  // A refusal that asks for Basic would have the browser ask for a password in a dialog of its own (Fetch §4.6).
  requestInterceptor: (request) => Object.assign(request, { credentials: 'omit' }),
})
