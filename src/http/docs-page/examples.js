/**
 * The contract as somebody needs it who tries it out: Swagger UI sends each example as it stands, so each must be one that works here.
 */
window.mintmarkExamples = {
  /** Whom `dev` made, as the page says; undefined elsewhere. */
  demo: document.documentElement.dataset.demoUser && {
    username: document.documentElement.dataset.demoUser,
    clientId: document.documentElement.dataset.demoClient,
  },

  /** @param {{ sub?: string, password?: string }} login what the page knows of whoever logged in here */
  forTrying(contract, login) {
    const { info, paths = {}, components = {} } = contract
    // What follows its first paragraph is for those who write clients.
    if (info !== undefined) info.description = `${(info.description ?? '').split('\n\n')[0]}\n\n${TRY_IT}`
    for (const item of Object.values(paths)) {
      for (const [method, operation] of Object.entries(item)) {
        // That there is a way without credentials would be shown as a lock that is open to nobody.
        operation.security = operation.security?.filter((requirement) => Object.keys(requirement).length > 0)
        for (const [at, parameter] of (operation.parameters ?? []).entries())
          operation.parameters[at] = parameterOf(parameter, components, method, login)
        const { content = {} } = operation.requestBody ?? {}
        // Members of a form it would fill with the word `string`; where the members stand in an alternative, it shows our examples.
        if (content[FORM] !== undefined) content[FORM].schema = { anyOf: [content[FORM].schema] }
        for (const { examples = {} } of Object.values(content)) fillIn(Object.values(examples), login)
      }
    }
    return contract
  },
}

const FORM = 'application/x-www-form-urlencoded'
const TRY_IT = 'Press **Authorize** and log in with a username and a password. Then open an operation, *Try it out*, and *Execute*.'

/** Nothing is sent that nobody typed, unless the operation needs it. What changes something keeps the id of the contract, which is nobody's. */
function parameterOf(parameter, components, method, { sub }) {
  const [, name] = /^#\/components\/parameters\/(\w+)$/.exec(parameter.$ref ?? '') ?? []
  const { example, ...own } = structuredClone(name === undefined ? parameter : components.parameters[name])
  if (!own.required) return own
  const known = { user_id: sub, client_id: window.mintmarkExamples.demo?.clientId }[own.name]
  return { ...own, example: method === 'get' && known !== undefined ? known : example }
}

/** The demo user's password, once it was typed here. It is no secret from who runs `dev`: the terminal shows it. */
function fillIn(examples, { password = 'the password that dev printed' }) {
  const { demo } = window.mintmarkExamples
  if (demo === undefined) return
  for (const { value } of examples) {
    if (value.username === demo.username && value.password !== undefined) value.password = password
  }
}
