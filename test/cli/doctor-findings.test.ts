// Each rule of `mintmark doctor`: what it finds, how bad it is, and that it names a remedy.
import { describe, expect, test } from 'vitest'
import { clientFindings, untrimmedFindings } from '../../src/cli/doctor/accounts.ts'
import { certificateFindings } from '../../src/cli/doctor/certificate.ts'
import { configurationFindings } from '../../src/cli/doctor/configuration.ts'
import { fileDatabaseFindings, serverFindings } from '../../src/cli/doctor/database.ts'
import { diskFindings } from '../../src/cli/doctor/disk.ts'
import { fileFindings } from '../../src/cli/doctor/files.ts'
import { type Finding, splitSentence } from '../../src/cli/doctor/finding.ts'
import { type ExaminedKey, keyFindings } from '../../src/cli/doctor/keys.ts'
import { proxyFindings } from '../../src/cli/doctor/proxies.ts'
import { schemaFindings } from '../../src/cli/doctor/schema.ts'

const DAY_MS = 86_400_000
const NOW_MS = 1_000 * DAY_MS
const GIB = 1024 ** 3
const http = { host: '0.0.0.0', port: 8080, reusePort: false, tls: undefined }
const network = (address: string, prefixLength: number) => ({ address, prefixLength, family: 'ipv4' }) as never
const disk = { folder: '/data', type: 0xef53, freeBytes: 50 * GIB, totalBytes: 100 * GIB }
const facts = { journalMode: 'wal', walBytes: 0, damage: undefined, uncheckedTables: [] }
const server = { version: 180_001, nowMs: NOW_MS, connections: 100 }
const ours = { nowMs: NOW_MS, poolSize: 10 }
const key = (changed: Partial<ExaminedKey>): ExaminedKey => ({
  ...{
    kid: 'kid',
    alg: 'ES256',
    publicJwk: '{}',
    sealedPrivateJwk: '',
    publishedAtMs: NOW_MS - DAY_MS,
    signsFromMs: null,
    seal: 'current',
  },
  ...changed,
})
const signing = key({ kid: 'signing', publishedAtMs: NOW_MS - 10 * DAY_MS, signsFromMs: NOW_MS - 9 * DAY_MS })
const proxy = { http, issuer: 'https://auth.example.com', trustedProxies: [network('10.1.2.3', 32)] }
const files = { certFile: 'tls.crt', keyFile: 'tls.key' }
const certificate = (daysLeft: number, keyIsOpen = false) =>
  certificateFindings(
    {
      leaf: {
        validFromDate: new Date(NOW_MS - DAY_MS),
        validToDate: new Date(NOW_MS + daysLeft * DAY_MS),
        checkHost: () => 'auth.example.com',
        checkIP: () => undefined,
      } as never,
      keyIsOpen,
    },
    files,
    { issuer: proxy.issuer, nowMs: NOW_MS },
  )

const HEALTHY: [what: string, findings: Finding[]][] = [
  ['a configuration', configurationFindings({ problems: [], warnings: [] })],
  ['proxies', proxyFindings(proxy)],
  ['a certificate', certificate(30)],
  ['a private file', fileFindings({ path: 'a', holds: 'it', mode: 0o100600, isOwn: true })],
  ['a disk', diskFindings(disk)],
  ['a PostgreSQL', serverFindings(server, ours)],
  ['a SQLite file', fileDatabaseFindings(facts)],
  ['a schema', schemaFindings('current', { migrates: false })],
  ['keys', keyFindings([signing, key({})], NOW_MS)],
  ['no keys yet', keyFindings([], NOW_MS)],
  ['clients', clientFindings([], { hasPrevious: true })],
  ['users', untrimmedFindings({ ids: [], count: 0 })],
]

test.each(HEALTHY)('%s without a fault: nothing is found', (_, findings) => {
  expect(findings).toEqual([])
})

const problem = { variable: 'PORT', rule: 'It must be a number.', mend: 'Set PORT=8080.' }

const FAULTS: [what: string, level: Finding['level'], says: RegExp, findings: Finding[]][] = [
  ['a broken setting', 'error', /^PORT: It must/, configurationFindings({ problems: [problem], warnings: [] })],
  ['a risky setting', 'warning', /^It is on\.$/, configurationFindings({ problems: [], warnings: ['It is on. Set it off.'] })],
  ['a range of strangers', 'warning', /trusts 0\.0\.0\.0\/0/, proxyFindings({ ...proxy, trustedProxies: [network('0.0.0.0', 0)] })],
  ['no proxy behind https', 'warning', /none is trusted/, proxyFindings({ ...proxy, trustedProxies: [] })],
  ['a certificate that ends soon', 'warning', /ends on/, certificate(13)],
  ['a certificate that has ended', 'error', /tls\.crt/, certificate(-1)],
  ['a key for every user', 'error', /private key tls\.key/, certificate(30, true)],
  ['a file for every user', 'error', /Every user/, fileFindings({ path: 'a', holds: 'it', mode: 0o644, isOwn: false })],
  ['a file for a group', 'warning', /A group/, fileFindings({ path: 'a', holds: 'it', mode: 0o640, isOwn: true })],
  ['a full disk', 'error', /10 MiB left/, diskFindings({ ...disk, freeBytes: 10 * 1024 ** 2 })],
  ['a disk that fills', 'warning', /500 MiB left/, diskFindings({ ...disk, freeBytes: 500 * 1024 ** 2 })],
  ['an old PostgreSQL', 'error', /version 14/, serverFindings({ ...server, version: 140_010 }, ours)],
  ['a clock that differs', 'warning', /6 seconds/, serverFindings({ ...server, nowMs: NOW_MS - 6_000 }, ours)],
  ['a clock that differs too much', 'error', /31 seconds/, serverFindings({ ...server, nowMs: NOW_MS + 31_000 }, ours)],
  ['too few connections', 'warning', /5 connections/, serverFindings({ ...server, connections: 5 }, ours)],
  ['a damaged file', 'error', /damaged: row 1/, fileDatabaseFindings({ ...facts, damage: 'row 1' })],
  ['another journal', 'warning', /is delete, not wal/, fileDatabaseFindings({ ...facts, journalMode: 'delete' })],
  ['a large log', 'warning', /300 MiB/, fileDatabaseFindings({ ...facts, walBytes: 300 * 1024 ** 2 })],
  ['too much to check', 'warning', /sessions/, fileDatabaseFindings({ ...facts, uncheckedTables: ['sessions'] })],
  ['pending migrations', 'warning', /pending/, schemaFindings('behind', { migrates: true })],
  ['migrations that nobody runs', 'error', /pending/, schemaFindings('behind', { migrates: false })],
  ['a later schema', 'warning', /one release ahead/, schemaFindings('ahead', { migrates: true })],
  ['a schema too far ahead', 'error', /more than one/, schemaFindings('too_far_ahead', { migrates: true })],
  ['keys under another secret', 'error', /1 of 2/, keyFindings([{ ...signing, seal: 'none' }, key({})], NOW_MS)],
  ['keys under the previous secret', 'warning', /1 of 2/, keyFindings([{ ...signing, seal: 'previous' }, key({})], NOW_MS)],
  ['no next key', 'warning', /No next key/, keyFindings([signing], NOW_MS)],
  ['a late rotation', 'warning', /100 days/, keyFindings([{ ...signing, signsFromMs: NOW_MS - 100 * DAY_MS }, key({})], NOW_MS)],
  ['a key of tomorrow', 'error', /in the future/, keyFindings([signing, key({ publishedAtMs: NOW_MS + DAY_MS })], NOW_MS)],
  ['clients under the previous secret', 'warning', /: shop\./, clientFindings(['shop'], { hasPrevious: true })],
  ['clients under a lost secret', 'warning', /are refused/, clientFindings(['shop'], { hasPrevious: false })],
  ['names with white space', 'warning', /usr_1 and 2 more/, untrimmedFindings({ ids: ['usr_1'], count: 3 })],
]

describe('a fault is found, with its remedy', () => {
  test.each(FAULTS)('%s: %s', (_, level, says, findings) => {
    expect(findings).toEqual([{ level, subject: expect.any(String), what: expect.stringMatching(says), mend: expect.stringMatching(/\w/) }])
  })
})

test.each([
  ['It fails. Start it.', 'It fails.', 'Start it.'],
  ['It fails. (The server stops. Start it.)', 'It fails. The server stops.', 'Start it.'],
  ['It fails (EACCES). Start it.', 'It fails (EACCES).', 'Start it.'],
  ['It fails (EACCES).', 'It fails (EACCES).', 'Else.'],
])('a warning is split before its remedy: %s', (text, what, mend) => {
  expect(splitSentence(text, 'Else.')).toEqual({ what, mend })
})
