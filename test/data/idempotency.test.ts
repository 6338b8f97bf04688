// What a session's row stores of an Idempotency-Key (docs/design/sessions.md#idempotency-key).
import { expect, test } from 'vitest'
import { createSessionStore } from '../../src/data/sessions.ts'
import { createUserStore } from '../../src/data/users.ts'
import { databases } from '../support/databases.ts'
import { anEvent, aSession, aUser, successor } from './rows.ts'

test.each(databases)("on $name, a rotation stores its key's HMAC, the next removes it", async ({ fresh }) => {
  const database = await (await fresh()).open()
  const [user, sessions] = [aUser(), createSessionStore(database)]
  await createUserStore(database).create(user, { atMs: 0 })
  const session = aSession(user.id)
  await sessions.open(session, { event: anEvent() })
  const [first, second] = [{ ...successor(session), idempotencyHmac: 'of a key' }, successor(successor(session))]
  for (const each of [first, second]) {
    expect(await sessions.rotate(each)).toBe(true)
    const { counter, idempotencyHmac } = each
    expect((await sessions.findStanding(session.id)).standing?.session).toMatchObject({ counter, idempotencyHmac })
  }
})
