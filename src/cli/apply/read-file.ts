import { z } from 'zod'
import { zClientChange, zNewClient, zUserChange } from '#generated/zod.gen.ts'
import { usernameKey } from '../../accounts/username.ts'
import { scopeTokens } from '../../clients/scope-token.ts'
import { sentenceOf } from '../../http/validation-refusal.ts'
import { CommandFailure, EXIT } from '../exit-code.ts'
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
const file = z.strictObject({ clients: z.array(client).default([]), users: z.array(user).default([]) })

export type ClientEntry = z.output<typeof client>
export type UserEntry = z.output<typeof user>
export type ApplyFile = z.output<typeof file>

const MAX_BYTES = 4 * 1024 * 1024

/** All that came. Throws a `CommandFailure` where it is too much, or no UTF-8. */
export async function readText(pieces: AsyncIterable<Buffer>): Promise<string> {
  const read: Buffer[] = []
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.length
    if (bytes > MAX_BYTES) throw new CommandFailure(EXIT.usage, 'The file is longer than 4 MiB.')
    read.push(piece)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(read))
  } catch (cause) {
    throw new CommandFailure(EXIT.usage, 'The file is not UTF-8.', { cause })
  }
}

/** YAML 1.2, of which JSON is a part. All that is wrong with its form, or what it says. */
export async function parseFile(text: string): Promise<ApplyFile | { problems: FileProblem[] }> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text)
  // A tag that is not known would be read as if it were not there.
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0)
    return { problems: faults.map(({ linePos, code }) => ({ path: `line ${linePos?.[0].line ?? '?'}`, problem: inWords(code) })) }
  const { data, error } = file.safeParse(contentOf(document) ?? {}, { reportInput: true })
  if (error !== undefined) return { problems: error.issues.flatMap(problemsOf) }
  if (data.clients.length + data.users.length === 0) return { problems: [{ path: 'the file', problem: 'has neither clients nor users' }] }
  const problems = [
    ...repeated(
      'clients',
      'id',
      data.clients.map(({ id }) => id),
    ),
    ...repeated(
      'users',
      'username',
      data.users.map(({ username }) => usernameKey(username)),
    ),
  ]
  return problems.length > 0 ? { problems } : data
}

/** `BAD_INDENT` and its like say enough beside the line; the sentence of the parser repeats what stands there. */
const inWords = (code: string): string => `cannot be read as YAML (${code.toLowerCase().replaceAll('_', ' ')})`

function contentOf(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    throw new CommandFailure(EXIT.refused, 'The file refers to what is not in it, or to too much.', { cause })
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

const repeated = (list: 'clients' | 'users', member: string, names: string[]): FileProblem[] =>
  names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ path: `${list}[${index}].${member}`, problem: 'is in the file already' }] : [],
  )
