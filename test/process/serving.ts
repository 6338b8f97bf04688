import type { Database } from '../../src/data/database.ts'
import { createEventStore } from '../../src/data/events.ts'
import type { EventStore } from '../../src/events/event-store.ts'
import type { TestDatabase } from '../support/databases.ts'
import { folderWithAlice, type Given, mintmark, type Outcome, start } from './mintmark.ts'

export interface Serving {
  url: string
  folder: string
  /** The environment of commands: the service's environment, and its issuer. */
  env: Record<string, string>
  /** Runs a command beside the service. */
  run(args: string, input?: Given['input']): Promise<Outcome>
  /** Runs a command with `--json` and returns what it prints. Throws if it fails. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what its command prints
  json(args: string, input?: string): Promise<any>
  /** Opens the database itself, for changes that would otherwise need time to pass. */
  database(): Promise<Database>
  events(): Promise<EventStore>
}

/** Starts a service on its own database, with the account `alice`, and runs commands beside it. */
export async function serving({ kind, fresh }: TestDatabase): Promise<Serving> {
  const made = await fresh({ empty: true })
  const { config } = made
  const secret = kind === 'sqlite' ? {} : { MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
  const env = { DATABASE_URL: config.kind === 'sqlite' ? `sqlite:${config.file}` : config.url, ...secret }
  const folder = await folderWithAlice(env)
  const { url } = await start(folder, 'serve', env)
  const told = { ...env, MINTMARK_ISSUER: url }
  const run: Serving['run'] = (args, input = '') => mintmark(folder, args.split(' '), { env: told, input })
  return {
    url,
    folder,
    env: told,
    run,
    async json(args, input) {
      const { code, stdout, stderr } = await run(`${args} --json`, input)
      if (code !== 0) throw new Error(`${args} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout)
    },
    database: () => made.open(),
    events: async () => createEventStore(await made.open()),
  }
}

export interface TokenAnswer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: the contract says what it is
  body: any
}

/** Posts a form to the token endpoint. If a client id and secret are given, it uses HTTP Basic. */
export async function token(url: string, form: Record<string, string>, basic?: [id: string, secret: string]): Promise<TokenAnswer> {
  const headers: Record<string, string> =
    basic === undefined ? {} : { authorization: `Basic ${btoa(basic.map(encodeURIComponent).join(':'))}` }
  const response = await fetch(`${url}/token`, { method: 'POST', headers, body: new URLSearchParams(form) })
  return { status: response.status, body: await response.json() }
}
