/**
 * Swagger UI sends every example as it stands. This file changes the examples so that they work on this
 * service.
 */
window.mintmarkExamples = {
  /** The names of the demo user and the demo client, on the page of `dev`. Undefined on other pages. */
  demo: document.documentElement.dataset.demoUser && {
    username: document.documentElement.dataset.demoUser,
    clientId: document.documentElement.dataset.demoClient,
  },

  /**
   * @param {{ sub?: string, password?: string }} login what the page knows of the person who logged in on it
   */
  forTrying(contract, login) {
    const { info, paths = {}, components = {} } = contract
    // What follows the first paragraph is for the authors of clients.
    if (info !== undefined) info.description = `${(info.description ?? '').split('\n\n')[0]}\n\n${TRY_IT}`
    for (const item of Object.values(paths)) {
      for (const [method, operation] of Object.entries(item)) {
        // Swagger UI would show the way without credentials as a lock that nobody can open.
        operation.security = operation.security?.filter((requirement) => Object.keys(requirement).length > 0)
        for (const [at, parameter] of (operation.parameters ?? []).entries())
          operation.parameters[at] = parameterOf(parameter, components, method, login)
        const { content = {} } = operation.requestBody ?? {}
        // Swagger UI fills the members of a form with the word `string`. If they stand in an alternative, it
        // shows the examples of the contract.
        if (content[FORM] !== undefined) content[FORM].schema = { anyOf: [content[FORM].schema] }
        for (const { examples = {} } of Object.values(content)) fillIn(Object.values(examples), login)
      }
    }
    return contract
  },
}

const FORM = 'application/x-www-form-urlencoded'
const TRY_IT = 'Press **Authorize** and log in with a username and a password. Then open an operation, *Try it out*, and *Execute*.'

/**
 * Leaves optional parameters empty, and gives a read the ids of the logged-in person and the demo client.
 * A change keeps the example id of the contract, which nobody has.
 */
function parameterOf(parameter, components, method, { sub }) {
  const [, name] = /^#\/components\/parameters\/(\w+)$/.exec(parameter.$ref ?? '') ?? []
  const own = structuredClone(name === undefined ? parameter : components.parameters[name])
  const known = { user_id: sub, client_id: window.mintmarkExamples.demo?.clientId }[own.name]
  if (!own.required) delete own.example
  else if (method === 'get' && known !== undefined) own.example = known
  return own
}

/**
 * Fills in the demo user's password once somebody has typed it on the page. `dev` has printed it on the
 * terminal anyway.
 */
function fillIn(examples, { password = 'the password that dev printed' }) {
  const { demo } = window.mintmarkExamples
  if (demo === undefined) return
  for (const { value } of examples) {
    if (value.username === demo.username && value.password !== undefined) value.password = password
  }
}
