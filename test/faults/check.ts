import { type FaultClient, tokensOf } from './client.ts'
import { type Counts, expectStatus, type KnownSession, type Ledger, learn, markEnded, takeTokens, Violation } from './ledger.ts'

/** Checks every fact of the ledger against a service that works. Throws a `Violation`. */
export async function check(ledger: Ledger, client: FaultClient, counts: Counts): Promise<void> {
  if (!(await learn(ledger, client))) throw new Violation('503 from a service that is well')
  for (const session of [...ledger.alive]) await checkAlive(ledger, session, client, counts)
  for (const session of ledger.ended) await checkEnded(session, client, counts)
  await checkPasswords(ledger, client, counts)
}

async function checkAlive(ledger: Ledger, session: KnownSession, client: FaultClient, counts: Counts): Promise<void> {
  expectStatus('an access token of a live session', await client.openProtected(session.access), 200)
  // The newest token comes first. If its rotation was lost, its counter is ahead of the row and the session
  // ends.
  const refreshed = await client.refresh(session.refresh)
  expectStatus('an acknowledged refresh token', refreshed, 200)
  takeTokens(session, refreshed)
  const retried = await client.refresh(session.predecessor!)
  expectStatus('its retry', retried, 200)
  if (tokensOf(retried).refresh_token !== session.refresh) throw new Violation('a retry got another successor')
  counts.checked += 3
  // One in three sessions also presents an old, spent token, which ends the session for good.
  if (session.older === undefined || Math.random() > 1 / 3) return
  expectStatus('a refresh token that was spent', await client.refresh(session.older), 400)
  markEnded(ledger, session)
}

async function checkEnded({ access, refresh }: KnownSession, client: FaultClient, counts: Counts): Promise<void> {
  expectStatus('an access token of an ended session', await client.openProtected(access), 401)
  expectStatus('the refresh token of an ended session', await client.refresh(refresh), 400)
  counts.checked += 2
}

async function checkPasswords(ledger: Ledger, client: FaultClient, counts: Counts): Promise<void> {
  const { username, password, oldPassword } = ledger
  const answer = await client.logIn(username, password)
  expectStatus('the password', answer, 200)
  ledger.alive.push({ access: tokensOf(answer).access_token, refresh: tokensOf(answer).refresh_token })
  if (oldPassword !== undefined) expectStatus('the password before it was changed', await client.logIn(username, oldPassword), 401)
  counts.checked += oldPassword === undefined ? 1 : 2
}
