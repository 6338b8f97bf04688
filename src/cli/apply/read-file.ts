import { z } from 'zod'
import { zClientChange, zNewClient, zUserChange } from '#generated/zod.gen.ts'
import { usernameKey } from '../../accounts/username.ts'
import { scopeTokens } from '../../clients/scope-token.ts'
import { sentenceOf } from '../../http/validation-refusals.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import type { FileProblem } from './step.ts'

const scope = z.union([z.string().transform(scopeTokens), z.array(z.string())])

/** The members have the names and the types of the admin API. A scope may also be a list. */
const client = z.strictObject({
  ...zClientChange.shape,
  id: zNewClient.shape.id,
  confidential: zNewClient.shape.confidential,
  scope: scope.nullish(),
})
const user = z.strictObject({ ...zUserChange.shape, username: z.string(), scope: scope.optional() })
export type ClientEntry = z.output<typeof client>
export type UserEntry = z.output<typeof user>
/** The entries that are well-formed, each with its place in the file, and what is wrong with the others. */
export interface ApplyFile {
  clients: { entry: ClientEntry; path: string }[]
  users: { entry: UserEntry; path: string }[]
  /** What is wrong with the form of the other entries, or of the file. */
  problems: FileProblem[]
}

const MAX_BYTES = 4 * 1024 * 1024

/**
 * Reads the whole file as text.
 *
 * @throws {CommandFailure} if it is longer than 4 MiB, or not UTF-8.
 */
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

/** Parses YAML 1.2, which includes JSON. Returns every problem of form, and the entries without one. */
export async function parseFile(text: string): Promise<ApplyFile> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text)
  // A warning counts as a problem: the parser only warns of an unknown tag, and ignores the tag.
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

/** Parses entry by entry, so that a problem of one entry hides no problem of another. */
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

/** Turns a code such as `BAD_INDENT` into words. The parser has a sentence too, but it repeats the file. */
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

/** Returns a place in the file, such as `clients[0].scope`. */
const pathOf = (steps: readonly PropertyKey[]): string =>
  steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '') || 'the file'

const repeated = (all: { name: string; path: string }[]): FileProblem[] =>
  all
    .filter(({ name }, index) => all.findIndex((other) => other.name === name) < index)
    .map(({ path }) => ({ path, problem: 'is in the file already' }))
