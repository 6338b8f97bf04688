import type { JSONWebKeySet } from 'jose'
import { isClientId } from '../../clients/client.ts'
import type { ClientAdministration } from '../../clients/client-administration.ts'
import { type ClientDescription, clientProblems } from '../../clients/client-problem.ts'
import type { ClientStore } from '../../clients/client-store.ts'
import { differing, type WantedChange } from '../../clients/client-update.ts'
import { described, type NewClient } from '../../clients/new-client.ts'
import { scopeInWords } from '../clients/client-view.ts'
import { byCommand } from '../support/store-access.ts'
import type { ClientEntry } from './read-file.ts'
import { type FileProblem, inOneLine, onOff, type Planned, type Step } from './step.ts'

export interface ClientNeeds {
  clients: ClientStore
  /** Called only if a step is carried out, since it needs the service secret. */
  administration: () => Promise<ClientAdministration>
  issuer: string
}

type Wanted = Omit<WantedChange, 'disabled'>

/** Plans one client, which is created if it is new. Members that the file leaves out stay as they are. */
export async function planClient(entry: ClientEntry, path: string, needs: ClientNeeds): Promise<Planned> {
  const before = isClientId(entry.id) ? await needs.clients.find(entry.id) : undefined
  const wanted = wantedOf(entry)
  const { id, confidential, disabled } = entry
  const isThere = before !== undefined
  const after = isThere ? { ...before, ...wanted } : described({ id, confidential, ...wanted })
  const problems = (await clientProblems(after, needs.issuer)).map(({ member, problem }) => ({ path: `${path}.${snake(member)}`, problem }))
  if (isThere && confidential !== undefined && confidential !== before.confidential) problems.push(kindIsFixed(path))
  if (problems.length > 0) return { kind: 'refused', problems }
  const wasDisabled = isThere && before.disabledAtMs !== null
  const members = isThere ? Object.keys(differing(wanted, before, 0)) : Object.keys(TEXTS)
  const differences: Step['differences'] = (Object.keys(TEXTS) as Member[])
    .filter((member) => members.includes(member))
    .map((member) => ({ member: snake(member), ...(isThere ? { from: TEXTS[member](before) } : {}), to: TEXTS[member](after) }))
  if (disabled !== undefined && disabled !== wasDisabled)
    differences.push({ member: 'disabled', ...(isThere ? { from: onOff(wasDisabled) } : {}), to: onOff(disabled) })
  if (differences.length === 0) return { kind: 'as_it_is' }
  const carryOut = isThere
    ? () => change(needs, id, { ...wanted, disabled })
    : () => create(needs, { id, confidential, ...wanted, disabled })
  return { kind: 'step', step: { kind: 'client', name: id, action: isThere ? 'change' : 'create', differences, carryOut } }
}

const kindIsFixed = (path: string): FileProblem => ({
  path: `${path}.confidential`,
  problem: 'cannot be changed: delete the client and apply the file again, which creates it',
})

function wantedOf({ grants, audiences, identifiers, auth_methods: authMethods, scope, jwks, ...entry }: ClientEntry): Wanted {
  const { assertion_audience: assertionAudience, assertion_max_seconds: assertionMaxSeconds } = entry
  return {
    ...(assertionAudience && { assertionAudience }),
    ...(assertionMaxSeconds !== undefined && { assertionMaxSeconds }),
    ...(grants && { grants }),
    ...(audiences && { audiences }),
    ...(identifiers && { identifiers }),
    ...(authMethods && { authMethods }),
    ...(scope !== undefined && { scope: scope === null ? 'of_user' : scope }),
    // The rules check that these are keys.
    ...(jwks !== undefined && { jwks: jwks as JSONWebKeySet | null }),
  }
}

async function create({ administration }: ClientNeeds, client: NewClient) {
  const made = await (await administration()).create(client, byCommand())
  if (made.kind !== 'created') return undefined
  return made.secret === undefined ? {} : { secret: made.secret }
}

async function change({ administration }: ClientNeeds, id: string, wanted: WantedChange) {
  const changed = await (await administration()).change(id, wanted, byCommand())
  return changed.kind === 'changed' ? {} : undefined
}

/** The members of a client, as text. */
const TEXTS = {
  confidential: ({ confidential }: ClientDescription) => onOff(confidential),
  grants: ({ grants }: ClientDescription) => inOneLine(grants),
  scope: (client: ClientDescription) => scopeInWords(client) || '-',
  audiences: ({ audiences }: ClientDescription) => inOneLine(audiences),
  identifiers: ({ identifiers }: ClientDescription) => inOneLine(identifiers),
  authMethods: ({ authMethods }: ClientDescription) => inOneLine(authMethods),
  jwks: ({ jwks }: ClientDescription) => (jwks === null ? '-' : inOneLine(keyNames(jwks))),
  assertionAudience: ({ assertionAudience }: ClientDescription) => assertionAudience,
  assertionMaxSeconds: ({ assertionMaxSeconds }: ClientDescription) => String(assertionMaxSeconds),
}
type Member = keyof typeof TEXTS

const keyNames = ({ keys }: JSONWebKeySet): string[] => keys.map(({ kid, kty }) => kid ?? kty ?? '-')

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
