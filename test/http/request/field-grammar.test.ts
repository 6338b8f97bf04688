// Header fields that RFC 9110 and 9112 allow do not change an answer. 3,000 generated requests to every
// route, several in flight on each connection.
import { expect } from 'vitest'
import { type Operation, operations } from '../../support/contract.ts'
import { sqlite } from '../../support/databases.ts'
import { anyFields, contentType, framed, inAnyCase } from '../../support/field-values.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { createRandom, type Random } from '../../support/random.ts'
import { openConnection, type RawConnection } from '../../support/raw-connection.ts'
import { basic, PASSWORD } from '../../support/service.ts'

const REQUESTS = 3_000
const CONNECTIONS = 4
/** How many requests are written before the first answer is read. */
const IN_FLIGHT = 25
const FORM = 'application/x-www-form-urlencoded'

// Refusals are not limited here: what is refused once is then always refused in the same way.
const test = onDatabase(sqlite, { config: { docs: true, throttle: false } })
let secret: string
test.beforeAll(async ({ service }) => {
  secret = await service.addClient('shop')
})

const mediaOf = ({ declared }: Operation): string | undefined => Object.keys(declared.requestBody?.content ?? {})[0]
const targetOf = ({ path }: Operation) => path.replace('{asset}', 'mintmark.css').replaceAll(/\{[^}]+\}/g, 'x')

/**
 * Bodies that match the schema of their operation. The second use of each has the same answer as the first.
 */
const BODIES: Record<string, string> = {
  issueToken: 'grant_type=client_credentials',
  refreshToken: 'refresh_token=mrt_x',
  introspectToken: 'token=x',
  revokeToken: 'token=x',
  logIn: JSON.stringify({ username: 'root', password: PASSWORD }),
  changePassword: JSON.stringify({ current_password: 'not it', new_password: 'not the next one either' }),
  registerUser: JSON.stringify({ username: 'root', password: 'four words are a fine start' }),
  resetPassword: JSON.stringify({ username: 'root', one_time_secret: 'mot_x', new_password: 'four words are a fine start' }),
  createUser: JSON.stringify({ username: 'root', scope: '' }),
  createClient: JSON.stringify({ id: 'shop' }),
}
/** Operations that would end the tokens of the others, or fill the database. */
const LEFT_OUT = ['logOut', 'rotateKeys']
const ASKED = operations.filter(({ id }) => !LEFT_OUT.includes(id))

/** RFC 9110 §11.4: the scheme in any case, one space or more. */
function credentialsOf(token: string, operation: Operation, random: Random | undefined): string {
  const [scheme = '', value = ''] = (mediaOf(operation) === FORM ? basic('shop', secret).authorization! : `Bearer ${token}`).split(' ')
  return random === undefined ? `${scheme} ${value}` : `${inAnyCase(random, scheme)}${random.pick([' ', '  ', '   '])}${value}`
}

/** Without `random` the request is written in the usual way. */
function requestOf(token: string, operation: Operation, random?: Random): string {
  const media = mediaOf(operation)
  const body = media === undefined ? undefined : (BODIES[operation.id] ?? '{}')
  const authorization = `Authorization: ${credentialsOf(token, operation, random)}`
  const plain = body === undefined ? { fields: [], content: '' } : { fields: [`Content-Length: ${body.length}`], content: body }
  const { fields, content } = random === undefined || body === undefined ? plain : framed(random, body)
  const type = media === undefined ? [] : [`Content-Type: ${random === undefined ? media : contentType(random, media)}`]
  const others = random === undefined ? [] : anyFields(random)
  const line = `${operation.method} ${targetOf(operation)} HTTP/1.1`
  return `${[line, 'Host: a', authorization, ...type, ...fields, ...others].join('\r\n')}\r\n\r\n${content}`
}

/** What must stay the same: the status and, for a refusal, the text. */
async function answerOf(connection: RawConnection, operation: Operation): Promise<string> {
  const { status, text } = await connection.answerTo(operation.method, targetOf(operation))
  return status < 400 ? String(status) : `${status} ${text}`
}

test('allowed header fields change no answer, on any route (C 8, H 3, T 1)', async ({ service, admin }) => {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(service.url)))
  const plain = new Map<string, string>()
  for (const operation of ASKED) {
    connections[0]!.write(requestOf(admin.token, operation))
    plain.set(operation.id, await answerOf(connections[0]!, operation))
  }
  // None of the plain requests is refused because of a field, so a later refusal of a field is noticed.
  expect([...plain].filter(([, answer]) => /^(400|401|406|411|413|415|417|431|5)/.test(answer)).map(([id]) => id)).toEqual(['refreshToken'])

  const random = createRandom(9110)
  for (let sent = 0; sent < REQUESTS; ) {
    const batches = connections.map((connection) => ({
      connection,
      asked: random
        .some(IN_FLIGHT, IN_FLIGHT, () => random.pick(ASKED))
        .map((operation) => ({ operation, request: requestOf(admin.token, operation, random) })),
    }))
    for (const { connection, asked } of batches) connection.write(asked.map(({ request }) => request).join(''))
    for (const { connection, asked } of batches) {
      for (const { operation, request } of asked) expect(await answerOf(connection, operation), request).toBe(plain.get(operation.id))
      sent += asked.length
    }
  }
  for (const connection of connections) connection.destroy()
})
