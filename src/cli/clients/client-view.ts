import type { Client } from '../../clients/client.ts'
import type { ClientProblem, ClientRejection, Rejected } from '../../clients/client-problem.ts'
import type { ClientSecrets } from '../../clients/client-secret.ts'
import type { ClientRecord } from '../../clients/client-store.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { instant, recordLines, type Terminal } from '../support/terminal.ts'

/** Returns a client as it is printed, without its secrets. */
export const clientView = (client: Client) => ({
  id: client.id,
  confidential: client.confidential,
  grants: client.grants,
  scope: client.scope === 'of_user' ? null : client.scope.join(' '),
  audiences: client.audiences,
  identifiers: client.identifiers,
  authMethods: client.authMethods,
  keys: client.jwks?.keys.length ?? 0,
  assertionAudience: client.assertionAudience,
  assertionMaxSeconds: client.assertionMaxSeconds,
  disabled: client.disabledAtMs !== null,
  createdAt: instant(client.createdAtMs),
  disabledAt: client.disabledAtMs === null ? null : instant(client.disabledAtMs),
})

const secretView = (secret: ClientRecord['secrets'][number], keys: ClientSecrets | undefined) => ({
  createdAt: instant(secret.createdAtMs),
  expiresAt: secret.expiresAtMs === null ? null : instant(secret.expiresAtMs),
  ...(keys?.isUnderPrevious(secret) ? { underPreviousSecret: true } : {}),
})

/**
 * Prints a client. Of its secrets it prints the times, and a new one in full.
 *
 * @param secret A new secret, which nobody knows yet.
 * @param keys Tells which secrets are still kept under the previous service secret.
 */
export async function printClient(
  terminal: Terminal,
  { secrets, ...client }: ClientRecord,
  { json, secret, keys }: { json?: true | undefined; secret?: string | undefined; keys?: ClientSecrets | undefined },
): Promise<void> {
  const made = secret === undefined ? {} : { secret }
  const newestFirst = secrets.toSorted((a, b) => b.createdAtMs - a.createdAtMs).map((one) => secretView(one, keys))
  const text = json
    ? JSON.stringify({ ...clientView(client), secrets: newestFirst, ...made })
    : recordLines({ ...clientView(client), scope: scopeInWords(client), secrets: newestFirst.map(inWords).join(', '), ...made })
  if (secret === undefined) terminal.print(text)
  else await terminal.printOnce(text, anotherSecret(client.id))
}

/** Says what to do if a new secret is lost. */
export const anotherSecret = (id: string): string => `make another with \`mintmark clients rotate-secret ${id}\``

const inWords = ({ createdAt, expiresAt, underPreviousSecret }: ReturnType<typeof secretView>): string =>
  `since ${createdAt}${expiresAt === null ? '' : ` until ${expiresAt}`}${underPreviousSecret ? ' (under the previous service secret)' : ''}`

export const scopeInWords = ({ scope }: Pick<Client, 'scope'>): string => (scope === 'of_user' ? 'whatever the user has' : scope.join(' '))

export const noSuchClient = (): CommandFailure =>
  new CommandFailure(EXIT.notFound, 'There is no such client. `mintmark clients list` has the ids.')

const MEMBERS: Partial<Record<ClientProblem['member'], string>> = {
  authMethods: 'authentication methods',
  jwks: 'JWK Set',
  assertionAudience: 'assertion audience',
  assertionMaxSeconds: 'lifetime of assertions',
}

type Kind = ClientRejection['kind']

const FAILURES: { [K in Kind]: (rejection: Rejected<K>, id: string) => CommandFailure } = {
  unacceptable: ({ problems }) =>
    new CommandFailure(EXIT.refused, problems.map(({ member, problem }) => `The ${MEMBERS[member] ?? member} ${problem}.`).join('\n')),
  taken: () => new CommandFailure(EXIT.refused, 'The id is taken. Choose another, or change that client with `mintmark clients change`.'),
  unknown: noSuchClient,
  takes_no_secret: (_, id) =>
    new CommandFailure(EXIT.refused, `The client does not authenticate by a secret. \`mintmark clients show ${id}\` says how it does.`),
}

/** Returns the failure of a command whose change the rules of clients refused. */
export const clientFailure = <K extends Kind>(rejection: Rejected<K>, id: string): CommandFailure => FAILURES[rejection.kind](rejection, id)
