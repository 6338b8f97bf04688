/**
 * What `doctor` looks at, in order. Each check is a pure rule in a file of its own, and this file reads what
 * the rule judges. To add a check, write its rule and call it here.
 *
 * @module
 */

import { existsSync } from 'node:fs'
import { composeClients, composeSecretClients } from '../../composition/clients.ts'
import { composeKeys } from '../../composition/keys.ts'
import { type Config, inspectConfig } from '../../config.ts'
import type { Database } from '../../data/database.ts'
import { createInspection } from '../../data/inspection.ts'
import { schemaState } from '../../data/migrations.ts'
import { createKeyStore } from '../../data/signing-keys.ts'
import type { KeyMaterial } from '../../keys/key-material.ts'
import { SealBroken, type SigningKey } from '../../keys/signing-key.ts'
import { resolveServiceSecret } from '../../ops/secret-file.ts'
import { realSystem } from '../../system.ts'
import { CommandFailure } from '../support/exit-code.ts'
import { failureOf } from '../support/failure.ts'
import { nameOf, withDatabaseAsItIs } from '../with-database.ts'
import { clientFindings, untrimmedFindings } from './accounts.ts'
import { checkCertificate } from './certificate.ts'
import { configurationFindings } from './configuration.ts'
import { fileDatabaseFindings, serverFindings } from './database.ts'
import { checkDisk } from './disk.ts'
import { checkFiles } from './files.ts'
import { errorOf, type Finding, type Subject, splitSentence, warningOf } from './finding.ts'
import { type ExaminedKey, keyFindings } from './keys.ts'
import { proxyFindings } from './proxies.ts'
import { schemaFindings } from './schema.ts'

const CHECK_LIMIT_MS = 10_000
/** How many users are read to be named. */
const MAX_USERS = 10

/** Examines the configuration as `serve` would read it, and the database that it names. Writes nothing. */
export async function examine(): Promise<Finding[]> {
  const nowMs = realSystem.nowMs()
  const serving = inspectConfig({ mode: 'serve' })
  const { config } = serving
  const ofService = config === undefined ? [] : [...proxyFindings(config), ...checkCertificate(config, nowMs)]
  // A problem of the service alone does not hide the state of the database.
  const known = config ?? inspectConfig({ mode: 'command' }).config
  const ofFiles = known === undefined ? [] : checkFiles(known, serving.sources)
  const ofDatabase = known === undefined ? [] : await unlessItFails('database', () => examineDatabase(known, nowMs))
  return [...configurationFindings(serving), ...ofService, ...ofFiles, ...ofDatabase]
}

async function examineDatabase(config: Config, nowMs: number): Promise<Finding[]> {
  const { database } = config
  if (database.kind === 'postgres') return withDatabaseAsItIs(config, (opened) => examineOpened(opened, config, nowMs))
  if (!existsSync(database.file)) {
    const mend = 'Begin with `mintmark migrate`, or set DATABASE_URL to the one that you mean.'
    return [errorOf('database', `There is no database ${nameOf(config)}.`, mend)]
  }
  const { readFileFacts } = await import('../../data/sqlite/file-facts.ts')
  const facts = readFileFacts(database.file, CHECK_LIMIT_MS)
  const ofFile = [...fileDatabaseFindings(facts), ...checkDisk(database.file)]
  // Opening it would set the journal mode, or meet the damage.
  if (facts.journalMode !== 'wal' || facts.damage !== undefined) return ofFile
  // Without a log of changes, a read-only connection would leave two empty files behind.
  const options = { readonly: facts.walBytes > 0 }
  return [...ofFile, ...(await withDatabaseAsItIs(config, (opened) => examineOpened(opened, config, nowMs), options))]
}

async function examineOpened(database: Database, config: Config, nowMs: number): Promise<Finding[]> {
  const ofServer = config.database.kind === 'postgres' ? await examineServer(database, config.database, nowMs) : []
  const settings = (await database.examine()).map((text): Finding => {
    return { level: 'warning', subject: 'database', ...splitSentence(text, 'See docs/postgresql.md.') }
  })
  const state = await schemaState(database)
  const found = [...ofServer, ...settings, ...schemaFindings(state, { migrates: config.migrate })]
  if (state !== 'current' && state !== 'ahead') return found
  return [...found, ...(await unlessItFails('keys', () => examineSecret(database, config, nowMs))), ...(await examineUsers(database))]
}

async function examineServer(database: Database, { poolSize }: { poolSize: number }, nowMs: number): Promise<Finding[]> {
  const { readServerFacts } = await import('../../data/postgres/server-facts.ts')
  return serverFindings(await readServerFacts(database), { nowMs, poolSize })
}

/** Examines what only the service secret opens. */
async function examineSecret(database: Database, config: Config, nowMs: number): Promise<Finding[]> {
  const secret = resolveServiceSecret(config)
  const given = { config, database, secret, system: realSystem }
  const { material } = composeKeys(given)
  const { keys } = await createKeyStore(database).load()
  const examined: ExaminedKey[] = []
  for (const key of keys) examined.push({ ...key, seal: await sealOf(material, key) })
  const clients = composeClients(given)
  const { secrets } = composeSecretClients(given, clients)
  const underOther = await clients.store.listKeyedOtherwise(secrets.keyPrefix, nowMs)
  return [...keyFindings(examined, nowMs), ...clientFindings(underOther, { hasPrevious: secret.previous !== undefined })]
}

async function sealOf(material: KeyMaterial, key: SigningKey): Promise<ExaminedKey['seal']> {
  try {
    return (await material.open(key)).seal
  } catch (error) {
    if (error instanceof SealBroken) return 'none'
    throw error
  }
}

const examineUsers = async (database: Database): Promise<Finding[]> =>
  untrimmedFindings(await createInspection(database).findUntrimmed(MAX_USERS))

/** Reports what a start would refuse too. A defect is thrown on. */
async function unlessItFails(subject: Subject, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof TypeError) throw error
    const { text = 'It cannot be examined.' } = failureOf(error)
    const { what, mend } = splitSentence(text, 'Correct it, then run this again.')
    return [error instanceof CommandFailure ? warningOf(subject, what, mend) : errorOf(subject, what, mend)]
  }
}
