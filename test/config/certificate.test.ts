// The certificate of the service: what the start says of files that cannot be used
// (docs/deploy.md#tls-without-a-proxy).
import { createPrivateKey } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { certificateWarnings, readCertificate } from '../../src/config/certificate.ts'
import { inspectConfig, readConfig } from '../../src/config.ts'
import { CA, certificate, certificatePath, putCertificate } from '../support/certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'mintmark-certificate-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, name)
}

const { certFile, keyFile } = putCertificate(join(folder, 'good'), 'localhost')
const { cert, key } = certificate('localhost')
const encrypted = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2hunter2' })
const CERT = 'MINTMARK_TLS_CERT_FILE'
const KEY = 'MINTMARK_TLS_KEY_FILE'
const inspect = (env: Record<string, string>, mode: 'serve' | 'dev' | 'command' = 'serve') => inspectConfig({ env, mode })
const withFiles = (certificate: string, privateKey: string) => ({ [CERT]: certificate, [KEY]: privateKey })

describe('a certificate that cannot be used is refused, with rule and mend', () => {
  test.for<[what: string, env: Record<string, string>, variable: string, rule: RegExp, mend: RegExp]>([
    ['without its key', { [CERT]: certFile }, KEY, /with MINTMARK_TLS_CERT_FILE/, /MINTMARK_TLS_KEY_FILE=/],
    ['a key without it', { [KEY]: keyFile }, CERT, /with MINTMARK_TLS_KEY_FILE/, /MINTMARK_TLS_CERT_FILE=/],
    ['an absent file', withFiles(join(folder, 'none'), keyFile), CERT, /none cannot be read \(there is no such file/, /may read/],
    ['a folder', withFiles(folder, keyFile), CERT, /is not a file of at most 1 MiB/, /Name a file/],
    ['an absent key', withFiles(certFile, join(folder, 'none')), KEY, /none cannot be read/, /may read/],
    ['the files exchanged', withFiles(keyFile, keyFile), CERT, /not a chain of certificates in PEM/, /-inform der/],
    ['DER', withFiles(file('der', 'binary'), keyFile), CERT, /not a chain of certificates in PEM/, /-inform der/],
    [
      'a chain cut short',
      withFiles(file('cut', `${cert}${cert.replace(/\n.*\n-----END/, '\n-----END')}`), keyFile),
      CERT,
      /not a chain/,
      /chain/,
    ],
    ['a key in place of text', withFiles(certFile, file('text', 'none')), KEY, /not a private key in PEM/, /-inform der/],
    ['an encrypted key', withFiles(certFile, file('encrypted', String(encrypted))), KEY, /with a passphrase/, /openssl pkey/],
    ['the key of another', withFiles(certFile, certificatePath('renewed.key')), KEY, /does not belong/, /made together/],
    ['the chain upside down', withFiles(file('upside', CA + cert), keyFile), KEY, /first certificate in/, /comes first/],
    ['the key itself', withFiles(certFile, key), KEY, /must be the path of a file/, /MINTMARK_TLS_KEY_FILE=/],
    [
      'a plain issuer',
      { ...withFiles(certFile, keyFile), MINTMARK_ISSUER: 'http://localhost:8080' },
      'MINTMARK_ISSUER',
      /https URL/,
      /Set/,
    ],
  ])('%s', ([_, env, variable, rule, mend]) => {
    const { problems } = inspect(env)
    expect(problems).toEqual([{ variable, rule: expect.stringMatching(rule), mend: expect.stringMatching(mend) }])
    expect(JSON.stringify(problems)).not.toContain('MIG')
  })

  test('beside every other problem', () => {
    const { problems } = inspect({ ...withFiles(join(folder, 'a'), join(folder, 'b')), PORT: 'x' })
    expect(problems.map(({ variable }) => variable)).toEqual(['PORT', CERT, KEY])
  })

  test('but not by a command, which does not listen', () => {
    expect(inspect(withFiles(join(folder, 'a'), join(folder, 'b')), 'command').problems).toEqual([])
  })
})

test('with a certificate the issuer is https, unless one is given', () => {
  const read = (env: Record<string, string>) => readConfig({ env: { ...withFiles(certFile, keyFile), ...env }, mode: 'serve' }).config
  expect(read({}).issuer).toBe('https://127.0.0.1:8080')
  expect(read({ MINTMARK_ISSUER: 'https://auth.example.com' })).toMatchObject({
    issuer: 'https://auth.example.com',
    http: { tls: { certFile, keyFile } },
  })
})

test('one file may hold the certificate, its chain and the key', () => {
  const both = file('both', `Some text\n${key}${cert}${CA}`)
  expect(readCertificate({ certFile: both, keyFile: both }).kind).toBe('certificate')
})

describe('a warning is given', () => {
  const NOW = Date.parse('2030-01-01')
  function warnings(issuer: string, nowMs: number): string[] {
    const read = readCertificate({ certFile, keyFile })
    if (read.kind === 'problems') throw new Error('no certificate')
    return certificateWarnings(read.certificate, { certFile, keyFile }, { issuer, nowMs })
  }

  test.for<[string, string, number, RegExp[]]>([
    ['never for a good one', 'https://localhost:8443', NOW, []],
    ['never for a good one by an address', 'https://127.0.0.1', NOW, []],
    ['never for a good one by an IPv6 address', 'https://[::1]:8443', NOW, []],
    ['of one that has expired', 'https://localhost', Date.parse('2199-01-01'), [/has expired/]],
    ['of one of the future', 'https://localhost', Date.parse('2019-01-01'), [/not valid yet/]],
    ['of one for another name', 'https://auth.example.com', NOW, [/not for auth.example.com/]],
    ['of one for another address', 'https://10.0.0.1', NOW, [/not for 10.0.0.1/]],
  ])('%s', ([_, issuer, nowMs, expected]) => {
    expect(warnings(issuer, nowMs)).toEqual(expected.map((one) => expect.stringMatching(one)))
  })

  test.skipIf(process.platform === 'win32')('of a key for every user, not for a group', () => {
    chmodSync(keyFile, 0o640)
    expect(warnings('https://localhost', NOW)).toEqual([])
    chmodSync(keyFile, 0o644)
    expect(warnings('https://localhost', NOW)).toEqual([expect.stringMatching(/chmod 600/)])
  })
})
