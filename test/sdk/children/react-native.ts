// Runs the client without the globals that React Native lacks (arguments: BASE_URL RESOURCE [RANDOM]). It
// prints a JSON object with the result, or the thrown error, of each step.

const [baseUrl, resource, random] = process.argv.slice(2) as [string, string, string | undefined]

/** Removes what React Native 0.86 lacks, and also what older versions lack. */
function takeAway(): void {
  for (const name of ['timeout', 'any']) Reflect.deleteProperty(AbortSignal, name)
  for (const name of ['throwIfAborted', 'reason']) Reflect.deleteProperty(AbortSignal.prototype, name)
  Reflect.deleteProperty(URL, 'canParse')
  for (const name of ['body', 'bytes']) Reflect.deleteProperty(Response.prototype, name)
  const globals = ['atob', 'TextDecoder', 'TextEncoder', 'DOMException', 'structuredClone', 'BroadcastChannel', 'navigator']
  for (const name of [...globals, ...(random === undefined ? ['crypto'] : [])]) Reflect.deleteProperty(globalThis, name)
}
takeAway()
const { createMemoryTokenStore, createMintmarkClient } = await import('../../../sdk/client/src/index.ts')

const came: Record<string, unknown> = {}
async function step(name: string, run: () => Promise<unknown> | unknown): Promise<void> {
  try {
    const { status, cause } = (await run()) as { status: unknown; cause?: { name: string; message: string } }
    came[name] = cause === undefined ? status : [status, cause.name, cause.message]
  } catch (error) {
    came[name] = `thrown: ${error}`
  }
}

const store = createMemoryTokenStore()
const client = createMintmarkClient({ baseUrl, store })
const left = new AbortController()
left.abort()
const slow = createMintmarkClient({ baseUrl, store, timeoutSeconds: 0.05, fetch: () => new Promise(() => {}) })

await step('logIn', () => client.logIn({ username: 'alice', password: 'correct horse battery staple' }))
await step('session', () => client.session())
await step('get', () => client.get('/me'))
await step('another audience', () => client.accessToken({ resource }))
await step('fetch', () => client.fetch(`${baseUrl}/protected`))
await step('aborted', () => client.get('/me', { signal: left.signal }))
await step('aborted login', () => client.logIn({ username: 'alice', password: 'x' }, { signal: left.signal }))
await step('too slow', () => slow.get('/livez'))
await step('logOut', () => client.logOut())
process.stdout.write(JSON.stringify(came))
