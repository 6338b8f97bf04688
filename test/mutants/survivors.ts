/** A mutant that no test kills, and why. `was` and `is` are a line before and after the change. */
export interface Survivor {
  /** `equivalent`: the change makes no difference. `left`: it makes one that is not worth a test. */
  kind: 'equivalent' | 'left'
  file: string
  was: string
  is: string
  reason: string
}

/** With which `client-secret.ts` compares as often for each client. */
const COMPARISONS = 'while (live.length < MAX_LIVE_SECRETS) live.push({ secret: undefined, bytes: nothing })'

const left = (file: string, was: string, is: string, reason: string): Survivor => ({ kind: 'left', file, was, is, reason })
const equivalent = (file: string, was: string, is: string, reason: string): Survivor => ({ kind: 'equivalent', file, was, is, reason })

/** The order of `session-eviction.ts`. */
const BY_USE = 'return sessions.toSorted((a, b) => Math.sign(usedAt(b) - usedAt(a)) || (a.id < b.id ? -1 : 1))'

const SIGNS_BY = 'const signsBy = ({ insert = [], appoint = [] }: KeySetChange): string | undefined =>'
/** Where `shown-value.ts` takes a text apart. */
const PARTS = String.raw`const [, scheme = '', authority = '', path = ''] = /^([a-z][a-z0-9+.-]*:[/\\]*|[/\\]*)?([^/\\]*)(.*)$/is.exec(text) ?? []`
const CUT = String.raw`const bare = withoutUserinfo(value.split(/[?#]/, 1)[0] ?? '').replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?')`

export const SURVIVORS: readonly Survivor[] = [
  equivalent(
    'src/clients/client-administration.ts',
    "return { kind: 'created', client: record, ...(made === undefined ? {} : { secret: made }) }",
    "return { kind: 'created', client: record, ...(false ? {} : { secret: made }) }",
    'JSON leaves out an undefined member',
  ),
  equivalent(
    'src/clients/client-administration.ts',
    'const displacedExpiresAtMs = gone.map(({ expiresAtMs }) => expiresAtMs).find((atMs) => atMs !== null && atMs > act.atMs)',
    'const displacedExpiresAtMs = gone.map(({ expiresAtMs }) => expiresAtMs).find((atMs) => true && atMs > act.atMs)',
    'null counts as 0 there; only the compiler needs the check',
  ),
  equivalent(
    'src/clients/client-administration.ts',
    "return { kind: 'rotated', secret, previousExpiresAtMs, ...(displacedExpiresAtMs == null ? {} : { displacedExpiresAtMs }) }",
    "return { kind: 'rotated', secret, previousExpiresAtMs, ...(false ? {} : { displacedExpiresAtMs }) }",
    'JSON leaves out an undefined member',
  ),
  equivalent(
    'src/clients/assertion-key.ts',
    "function isWeakRsa({ n = '', e = '' }: JWK): boolean {",
    'function isWeakRsa({ n = "Stryker was here!", e = \'\' }: JWK): boolean {',
    'a modulus of 13 bytes is as weak as an absent one',
  ),
  equivalent(
    'src/clients/client-keys.ts',
    "const [alg = ''] = key.algs",
    'const [alg = "Stryker was here!"] = key.algs',
    'a usable key has an algorithm',
  ),
  left(
    'src/clients/client-secret.ts',
    COMPARISONS,
    'while (false) live.push({ secret: undefined, bytes: nothing })',
    'only the time shows it',
  ),
  left('src/clients/client-secret.ts', COMPARISONS, COMPARISONS.replace('<', '<='), 'only the time shows it'),
  equivalent('src/keys/compact-jws.ts', '} catch {', '} catch {}', 'without a return it gives undefined as well'),
  left(
    'src/keys/jws-signature.ts',
    `error === null ? resolve(\`\${input}.\${signature.toString('base64url')}\`) : reject(error),`,
    `true ? resolve(\`\${input}.\${signature.toString('base64url')}\`) : reject(error),`,
    'no key that was opened fails to sign',
  ),
  equivalent(
    'src/keys/key-administration.ts',
    "return contend('keys', async () => {",
    'return contend("", async () => {',
    'there is only one thing to take turns at',
  ),
  equivalent(
    'src/keys/key-administration.ts',
    SIGNS_BY,
    SIGNS_BY.replace('insert = []', 'insert = ["Stryker was here"]'),
    'a text has no kid',
  ),
  equivalent(
    'src/keys/key-administration.ts',
    SIGNS_BY,
    SIGNS_BY.replace('appoint = []', 'appoint = ["Stryker was here"]'),
    'a text has no kid',
  ),
  equivalent(
    'src/keys/key-administration.ts',
    "if (insert.length > 0) return { verb: 'published', kid: insert[0]?.kid }",
    "if (insert.length > 0) return { verb: 'published', kid: insert[0].kid }",
    'there is a first one; only the compiler needs the check',
  ),
  equivalent(
    'src/keys/key-ring.ts',
    "await refresh(typeof now === 'number' ? now : await now)",
    'await refresh(false ? now : await now)',
    'a number can be awaited too, which takes longer',
  ),
  equivalent(
    'src/keys/key-ring.ts',
    "await refresh(typeof now === 'number' ? now : await now)",
    'await refresh(typeof now === "" ? now : await now)',
    'a number can be awaited too, which takes longer',
  ),
  left(
    'src/keys/key-ring.ts',
    'if (known?.sealedPrivateJwk === key.sealedPrivateJwk) return { ...known, ...key }',
    'if (false) return { ...known, ...key }',
    'it opens a known key once more, which only takes longer',
  ),
  left(
    'src/keys/key-ring.ts',
    'if (wanted === version) return',
    'if (false) return',
    'the same check follows; it only waits for a load under way',
  ),
  equivalent(
    'src/keys/key-rotation.ts',
    "const none: KeySetPlan = { kind: 'plan', makeFirst: false, makeNext: false, appoint: undefined, delete: [] }",
    'const none: KeySetPlan = { kind: "", makeFirst: false, makeNext: false, appoint: undefined, delete: [] }',
    'nobody asks a plan that is made here for its kind',
  ),
  equivalent(
    'src/keys/key-lifecycle.ts',
    "return goneAt !== undefined && goneAt <= nowMs ? 'gone' : 'retiring'",
    "return true && goneAt <= nowMs ? 'gone' : 'retiring'",
    'no time is later than an absent one, and the compiler refuses it',
  ),
  equivalent('src/oauth/shown-value.ts', CUT, CUT.replace("''", '"Stryker was here!"'), 'a text always has a first part'),
  equivalent(
    'src/oauth/shown-value.ts',
    PARTS,
    PARTS.replace("authority = ''", 'authority = "Stryker was here!"'),
    'the pattern matches every text',
  ),
  equivalent('src/oauth/shown-value.ts', PARTS, PARTS.replace("path = ''", 'path = "Stryker was here!"'), 'the pattern matches every text'),
  equivalent('src/oauth/shown-value.ts', PARTS, PARTS.replace('?? []', '?? ["Stryker was here"]'), 'the pattern matches every text'),
  equivalent('src/oauth/shown-value.ts', PARTS, PARTS.replace('/^', '/'), 'the pattern matches at the beginning already'),
  equivalent('src/oauth/shown-value.ts', PARTS, PARTS.replace('$/is', '/is'), 'its last part takes all that is left'),
  equivalent('src/oauth/shown-value.ts', PARTS, PARTS.replace(')?(', ')('), 'its first part may be empty'),
  equivalent(
    'src/sessions/rotation.ts',
    "if (state === 'revoked' || user === undefined) {",
    "if (state === 'revoked' || false) {",
    'a session without its user is revoked already; only the compiler needs the check',
  ),
  equivalent(
    'src/sessions/rotation.ts',
    "if (counter > session.counter) return { kind: 'end', because: 'restored' }",
    "if (counter >= session.counter) return { kind: 'end', because: 'restored' }",
    'equal counters were answered on the line before',
  ),
  equivalent('src/sessions/session-eviction.ts', BY_USE, BY_USE.replace('-1', '+1'), 'sessions with equal times come by id already'),
  equivalent(
    'src/sessions/session-eviction.ts',
    BY_USE,
    BY_USE.replace('a.id < b.id', 'false'),
    'sessions with equal times come by id already',
  ),
  equivalent('src/sessions/session-eviction.ts', BY_USE, BY_USE.replace('a.id <', 'a.id <='), 'no two sessions have one id'),
  equivalent(
    'src/sessions/session-revocation.ts',
    'const { standing } = isSessionId(id) ? await sessions.findStanding(id) : { standing: undefined }',
    'const { standing } = isSessionId(id) ? await sessions.findStanding(id) : {}',
    'an absent member is undefined',
  ),
  equivalent(
    'src/throttle/lockout.ts',
    'return leftMs > 0 && leftMs <= longestMs ? leftMs : 0',
    'return leftMs >= 0 && leftMs <= longestMs ? leftMs : 0',
    'both give 0 if nothing is left',
  ),
]
