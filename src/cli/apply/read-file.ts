import { z } from 'zod'
import { zClientChange, zNewClient, zUserChange } from '#generated/zod.gen.ts'
import { usernameKey } from '../../accounts/username.ts'
import { scopeTokens } from '../../clients/scope-token.ts'
import { sentenceOf } from '../../http/validation-refusals.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import type { FileProblem } from './step.ts'

const scope = z.union([z.string().transform(scopeTokens), z.array(z.string())])

/** The members have the names, and the types, that the admin API has for them; a scope may be a list as well. */
const client = z.strictObject({
  ...zClientChange.shape,
  id: zNewClient.shape.id,
  confidential: zNewClient.shape.confidential,
  scope: scope.nullish(),
})
const user = z.strictObject({ ...zUserChange.shape, username: z.string(), scope: scope.optional() })
export type ClientEntry = z.output<typeof client>
export type UserEntry = z.output<typeof user>
/** Those of which the form is right, each with its place in the file. */
export interface ApplyFile {
  clients: { entry: ClientEntry; path: string }[]
  users: { entry: UserEntry; path: string }[]
  /** What is wrong with the form of the others, or of the file. */
  problems: FileProblem[]
}

const MAX_BYTES = 4 * 1024 * 1024

/** All that came. Throws a `CommandFailure` where it is too much, or no UTF-8. */
export async function readText(pieces: AsyncIterable<Buffer>): Promise<string> {
  const read: Buffer[] = []
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.length
    if (bytes > MAX_BYTES) throw new CommandFailure(EXIT.usage, 'The file is longer than 4 MiB: split it.')
    read.push(piece)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(read))
  } catch (cause) {
    throw new CommandFailure(EXIT.usage, 'The file is not UTF-8: convert it first.', { cause })
  }
}

/** YAML 1.2, of which JSON is a part. All that is wrong with its form is told of beside what is right. */
export async function parseFile(text: string): Promise<ApplyFile> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text)
  // A tag that is not known would be read as if it were not there.
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0)
    return broken(faults.map(({ linePos, code }) => ({ path: `line ${linePos?.[0].line ?? '?'}`, problem: inWords(code) })))
  const content: unknown = contentOf(document) ?? {}
  if (!isRecord(content)) return broken([{ path: 'the file', problem: 'must be of type object' }])
  const clients = entriesOf('clients', content.clients, client)
  const users = entriesOf('users', content.users, user)
  const problems = [
    ...clients.problems,
    ...users.problems,
    ...Object.keys(content)
      .filter((key) => key !== 'clients' && key !== 'users')
      .map((path) => ({ path, problem: 'is not known here' })),
    ...repeated(clients.entries.map(({ entry, path }) => ({ name: entry.id, path: `${path}.id` }))),
    ...repeated(users.entries.map(({ entry, path }) => ({ name: usernameKey(entry.username), path: `${path}.username` }))),
  ]
  if (clients.entries.length + users.entries.length + problems.length === 0)
    return broken([{ path: 'the file', problem: 'has neither clients nor users' }])
  return { clients: clients.entries, users: users.entries, problems }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const broken = (problems: FileProblem[]): ApplyFile => ({ clients: [], users: [], problems })

/** Entry by entry, so that what is wrong with one hides nothing of another. */
function entriesOf<Entry>(name: string, list: unknown = [], schema: z.ZodType<Entry>) {
  const entries: { entry: Entry; path: string }[] = []
  const problems: FileProblem[] = []
  if (!Array.isArray(list)) return { entries, problems: [{ path: name, problem: 'must be of type array' }] }
  for (const [index, one] of list.entries()) {
    const { data, error } = schema.safeParse(one, { reportInput: true })
    if (error === undefined) entries.push({ entry: data, path: `${name}[${index}]` })
    else problems.push(...error.issues.flatMap((issue) => problemsOf({ ...issue, path: [name, index, ...issue.path] })))
  }
  return { entries, problems }
}

/** `BAD_INDENT` and its like say enough beside the line; the sentence of the parser repeats what stands there. */
const inWords = (code: string): string => `cannot be read as YAML (${code.toLowerCase().replaceAll('_', ' ')})`

function contentOf(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    throw new CommandFailure(
      EXIT.refused,
      'An alias in the file (*name) has no anchor before it, or repeats too much: write out what it stands for.',
      { cause },
    )
  }
}

const SECRETS = ['secret', 'password', 'password_hash']

function problemsOf(issue: z.core.$ZodIssue): FileProblem[] {
  const path = pathOf(issue.path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, key]),
      problem: SECRETS.includes(key) ? 'must not be in a file' : 'is not known here',
    }))
  if (issue.code === 'invalid_union') return [{ path, problem: 'must be a text or a list of texts' }]
  return [{ path, problem: sentenceOf(issue) }]
}

/** `clients[0].scope`. */
const pathOf = (steps: readonly PropertyKey[]): string =>
  steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '') || 'the file'

const repeated = (all: { name: string; path: string }[]): FileProblem[] =>
  all
    .filter(({ name }, index) => all.findIndex((other) => other.name === name) < index)
    .map(({ path }) => ({ path, problem: 'is in the file already' }))
