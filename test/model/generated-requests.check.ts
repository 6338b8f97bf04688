// Generated requests over all operations, to real services (docs/design/sessions.md#the-model). A failure
// names the request; `MODEL_SEED=N scripts/check-model.sh generated` sends those of another seed.
import { afterAll, describe, expect, test } from 'vitest'
import { operations } from '../support/contract.ts'
import { databases, endFile } from '../support/databases.ts'
import { formFrom } from '../support/from-address.ts'
import { createRandom } from '../support/random.ts'
import { type RunningService, startService } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'
import { DEFAULT_LIMITS } from '../support/throttle-limits.ts'
import { createCredentials, kindFor, mayEnter } from './credentials.ts'
import { ORDERS } from './generated-values.ts'
import { createKnownValues } from './known-values.ts'
import { draft } from './request-draft.ts'
import { type Request, requestOf } from './request-mistakes.ts'

const MAX_REQUESTS = 5000
const REQUESTS = MAX_REQUESTS / databases.length
/** The same in every run, so that what it must have seen does not depend on luck. */
const SEED = Number(process.env.MODEL_SEED ?? 1)
/** Operations that take something get more requests than those that always answer the same. */
const DRAWN = operations.flatMap((one) =>
  one.path.includes('{') || one.declared.requestBody || one.declared.security.length > 0 ? [one, one, one] : [one],
)
const PAUSES_SECONDS = [1, 11, 120, 700, 700, 3600, 86_400]

/** How often each operation gave each status, on all databases. */
const seen = new Map(operations.map(({ id }) => [id, new Map<number, number>()]))

afterAll(endFile)

const LIMITS = { ...DEFAULT_LIMITS, addressFailures: 10 }

/** Locks some addresses that no request comes from, so that there are some to unlock. */
async function lockAddresses({ url }: RunningService): Promise<void> {
  for (const address of ['127.0.0.11', '127.0.0.12', '127.0.0.13', '127.0.0.14'])
    for (let made = 0; made < LIMITS.addressFailures; made += 1)
      await formFrom(address, `${url}/token`, { username: `nobody ${address} ${made}`, password: 'wrong' })
}

/** Sends one request after the other, and throws an Error that shows the first wrong answer. */
async function run(service: RunningService, seed: number, name: string): Promise<void> {
  const known = createKnownValues()
  const credentials = createCredentials(service, known)
  for (let number = 1; number <= REQUESTS; number += 1) {
    // Each has a seed of its own, since ids of keys differ from run to run. So no request changes the next.
    const random = createRandom(seed * MAX_REQUESTS + number)
    if (random.number(20) === 0) service.system.advanceSeconds(random.pick(PAUSES_SECONDS))
    const operation = random.pick(DRAWN)
    const request = requestOf(random, draft(operation, random, known))
    const kind = kindFor(operation, random, request.draft.said)
    const init = { headers: { ...request.headers, ...(await credentials.of(kind)) }, body: request.body ?? null }
    const shown = `${name}, request ${number}: ${operation.id} by ${kind}, mistake: ${request.mistake}\n${shownOf(request)}`
    const { status, body } = await service.send(operation.method, request.path, init).catch((error: Error) => {
      throw new Error(`${shown}\n${error.message}`, { cause: error })
    })
    const counts = seen.get(operation.id)!
    counts.set(status, (counts.get(status) ?? 0) + 1)
    const departs = (why: string) => new Error(`${shown}\n${status}, but ${why}: ${JSON.stringify(body).slice(0, 500)}`)
    if (status >= 500 && status !== 503) throw departs('no request makes the service fail')
    const succeeded = status < 300
    if (succeeded && request.mustFail) throw departs('the contract has no such request')
    if (succeeded && !mayEnter(kind, operation)) throw departs('the credentials do not open it')
    if (succeeded) known.learn(request.draft.said, body)
    if (status === 401) credentials.drop(kind)
  }
}

const shownOf = ({ draft: { operation }, path, headers, body }: Request): string =>
  `${operation.method} ${path} ${JSON.stringify(headers)}\n${body === undefined ? '' : Buffer.from(body).toString('latin1').slice(0, 1000)}`

describe.each(databases)('on $name', ({ kind, fresh }) => {
  test('every answer to a generated request is of the contract', async () => {
    const { config: database } = await fresh()
    const random = createRandom(SEED)
    const system = {
      ...createTestSystem(),
      randomBytes: (length: number) => Buffer.from(random.some(length, length, () => random.number(256))),
    }
    // The pages are there on one database only, because `/docs` answers 404 without them.
    const config = { docs: kind === 'sqlite', audience: [ORDERS], throttleLimits: LIMITS }
    const service = await startService(database, { config, system })
    await lockAddresses(service)
    await run(service, 2 * SEED + (kind === 'sqlite' ? 0 : 1), `${kind}, seed ${SEED}`)
    console.log(`${kind}: ${REQUESTS} requests of seed ${SEED}`)
    await service.stop()
  })
})

test('every operation had a success, and a refusal if it has any', () => {
  const rows = [...seen].map(([id, counts]) => [id, [...counts].sort(([a], [b]) => a - b)] as const)
  console.log(
    rows.map(([id, counts]) => `${id.padEnd(30)} ${counts.map(([status, count]) => `${status} × ${count}`).join(', ')}`).join('\n'),
  )
  const had = (id: string, from: number, to: number) => [...seen.get(id)!.keys()].some((status) => status >= from && status < to)
  const isRefusal = (status: string) => status.startsWith('4')
  expect(operations.filter(({ id }) => !had(id, 200, 300)).map(({ id }) => id)).toEqual([])
  const refusing = operations.filter(({ declared }) => Object.keys(declared.responses).some(isRefusal))
  expect(refusing.filter(({ id }) => !had(id, 400, 500)).map(({ id }) => id)).toEqual([])
})
