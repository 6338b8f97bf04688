// Every example of an answer is one that the service gives, in all but what is random. The clock stands
// at the first date of the examples, so dates are compared as they are.
import { expect, test } from 'vitest'
import type { Node } from '../../scripts/json-pointer.ts'
import { contract, deref, operations } from '../support/contract.ts'
import { atEndOfFile, sqlite } from '../support/databases.ts'
import { type ServiceOptions, startService } from '../support/service.ts'
import { REFUSALS, REFUSALS_ALONE } from './real-answers/refusals.ts'
import { createScene, SCENE, type Scene } from './real-answers/scene.ts'
import { SUCCESSES } from './real-answers/successes.ts'

interface Example {
  name: string
  status: string | undefined
  value: unknown
}

const examplesOf = (name: string, status: string | undefined, { content = {} }: Node): Example[] =>
  Object.values<Node>(content).flatMap(({ examples = {} }) =>
    Object.entries<Node>(examples).map(([example, { value }]) => ({ name: `${name} ${example}`, status, value })),
  )
const inOperations = operations.flatMap(({ id, declared }) =>
  Object.entries<Node>(declared.responses).flatMap(([status, response]) =>
    response.$ref === undefined ? examplesOf(`${id} ${status}`, status, response) : [],
  ),
)
/** The statuses of a shared response are those under which operations refer to it. */
const statusesOf = (name: string): string[] =>
  operations.flatMap(({ declared }) =>
    Object.entries<Node>(declared.responses).flatMap(([status, { $ref }]) => ($ref?.endsWith(`/${name}`) ? [status] : [])),
  )
const inComponents = Object.entries<Node>(contract.components.responses).flatMap(([name, response]) =>
  examplesOf(name, statusesOf(name)[0], deref(response)),
)
const examples = [...inOperations, ...inComponents]

const ASKED = { ...SUCCESSES, ...REFUSALS, ...REFUSALS_ALONE }

/** What is random, by its form. A value of any other form is compared as it is. */
const RANDOM: [form: RegExp, name: string][] = [
  [/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{86}$/, 'an access token'],
  [/^mrt_[\w-]{79}$/, 'a refresh token'],
  [/^mcs_[\w-]{43}$/, "a client's secret"],
  [/^mot_[\w-]{43}$/, 'a one-time secret'],
  [/^usr_[\w-]{22}$/, 'a user id'],
  [/^[\w-]{22}$/, 'an id'],
  [/^[\w-]{43}$/, 'a thumbprint or a coordinate'],
]

function withoutChance(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return inOrder(value.map((one) => withoutChance(one)))
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(([member, one]) => [member, withoutChance(one, member)])
    return Object.fromEntries(entries)
  }
  if (name === 'id' && typeof value === 'number') return 'a number'
  if (name === 'next') return Buffer.from(String(value), 'base64url').toString().replace(/ \d+$/, ' a number')
  return (typeof value === 'string' && RANDOM.find(([form]) => form.test(value))?.[1]) || value
}

/** Keys that were published at one time come in the order of their random ids. */
const inOrder = (list: unknown[]): unknown[] =>
  list.every((one) => one !== null && typeof one === 'object' && 'state' in one)
    ? list.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
    : list

test('each example of an answer is asked for, and nothing else is', () => {
  expect(Object.keys(ASKED).sort()).toEqual(examples.map(({ name }) => name).sort())
})

/** Most refusals share a service. A success shows dates and lists, so it has a service of its own. */
const OWN: Record<string, ServiceOptions> = {
  'registerUser 403 closed': { config: { ...SCENE.config, registration: 'closed' } },
  'RequestTimeout refused': { limits: { headersTimeout: 200, requestTimeout: 300, connectionsCheckingInterval: 50 } },
}
const start = async (options: ServiceOptions = {}): Promise<Scene> => {
  const service = await startService((await sqlite.fresh()).config, { ...SCENE, ...options })
  atEndOfFile(() => service.stop())
  return createScene(service)
}
let shared: Promise<Scene> | undefined

test.for(examples)('the example $name is a real answer', async ({ name, status, value }) => {
  shared ??= start()
  const answer = await ASKED[name]!(name in REFUSALS ? await shared : await start(OWN[name]))
  if (status !== undefined) expect(String(answer.status)).toBe(status)
  if (typeof value === 'string') expect(answer.body).toMatch(new RegExp(`^${RegExp.escape(value)}`))
  else expect(withoutChance(answer.body)).toEqual(withoutChance(value))
})
