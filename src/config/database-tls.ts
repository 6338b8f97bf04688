import type { ConfigProblem } from './config-error.ts'
import type { DatabaseTls } from './database-url.ts'
import { certificateBlocks, readPemFile } from './pem-file.ts'
import { isLoopback } from './service-settings.ts'
import { type SettingValues, settings } from './settings.ts'

/** `url` has no parameter of TLS any more, since the driver reads them in ways of its own. */
type JudgedDatabaseTls = { kind: 'tls'; url: string; tls: DatabaseTls | undefined } | { kind: 'problems'; problems: ConfigProblem[] }

/** The parameters of libpq, and `ssl` and `uselibpqcompat` of the driver. */
const KNOWN = ['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation', 'uselibpqcompat']
/** The driver still reads this one: it is about the first packet, not about trust. */
const LEFT_TO_DRIVER = 'sslnegotiation'

/** Adds to the database what its URL says of TLS, and returns the problems of that. */
export function readDatabaseTls(values: SettingValues, { PGSSLMODE }: NodeJS.ProcessEnv): ConfigProblem[] {
  if (values.database?.kind !== 'postgres') return []
  const judged = judgeDatabaseTls(values.database.url, PGSSLMODE)
  if (judged.kind === 'problems') return judged.problems
  values.database = { ...values.database, url: judged.url, tls: judged.tls }
  return []
}

/**
 * Reads what the URL of a PostgreSQL database says of TLS, by the names of libpq
 * (https://www.postgresql.org/docs/current/libpq-ssl.html). `require` is stricter here: it is `verify-full`.
 *
 * @param fallbackMode The value of PGSSLMODE, which counts if the URL says nothing of TLS.
 */
function judgeDatabaseTls(text: string, fallbackMode: string | undefined): JudgedDatabaseTls {
  const url = new URL(text)
  const given = Object.fromEntries([...url.searchParams].filter(([name]) => name.startsWith('ssl') || KNOWN.includes(name)))
  for (const name of Object.keys(given)) if (name !== LEFT_TO_DRIVER) url.searchParams.delete(name)
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname)
  const mode = modeOf(given, fallbackMode)
  const problems = [...unknownParameters(given), ...modeProblems(mode, host, given), ...fileProblems(given)]
  if (problems.length > 0) return { kind: 'problems', problems }
  // As in libpq, a socket of this machine needs none.
  const verify = host.startsWith('/') ? undefined : VERIFIED[mode as Mode]
  // Serialising would change the spelling of the query, so a URL without such parameters stays as it is.
  return { kind: 'tls', url: Object.keys(given).length === 0 ? text : url.href, tls: verify && { verify, ...filesOf(given) } }
}

type Parameters = Record<string, string | undefined>
type Mode = keyof typeof VERIFIED

/** `allow` and `prefer` are for loopback, where nobody stands between. The driver knows no second try. */
const VERIFIED = {
  disable: undefined,
  allow: undefined,
  prefer: undefined,
  require: 'name',
  'verify-ca': 'chain',
  'verify-full': 'name',
  'no-verify': 'nothing',
} as const

function modeOf({ sslmode, ssl, sslnegotiation, ...files }: Parameters, fallbackMode: string | undefined): string {
  if (sslmode !== undefined) return sslmode
  if (ssl !== undefined) return ({ true: 'require', 1: 'require', false: 'disable', 0: 'disable' } as Parameters)[ssl] ?? `ssl=${ssl}`
  const needsTls = sslnegotiation === 'direct' || Object.keys(filesOf(files)).length > 0
  return fallbackMode || (needsTls ? 'require' : 'disable')
}

function filesOf({ sslrootcert, sslcert, sslkey }: Parameters): Pick<DatabaseTls, 'caFile' | 'own'> {
  return {
    // `system` is libpq's word for the authorities that everybody trusts.
    ...(sslrootcert === undefined || sslrootcert === 'system' ? {} : { caFile: sslrootcert }),
    ...(sslcert === undefined || sslkey === undefined ? {} : { own: { certFile: sslcert, keyFile: sslkey } }),
  }
}

const problem = (rule: string, mend: string): ConfigProblem => ({ variable: settings.database.variable, rule, mend })

/** A parameter that is not followed could be one that makes TLS stricter, such as `sslcrl`. */
function unknownParameters(given: Parameters): ConfigProblem[] {
  const unknown = Object.keys(given).filter((name) => !KNOWN.includes(name))
  if (unknown.length === 0) return []
  const names = unknown.map((name) => name.replace(/\W/g, '?').slice(0, 40)).join(', ')
  return [problem(`It has parameters that Mintmark cannot follow: ${names}.`, 'Leave them out; docs/postgresql.md lists the ones for TLS.')]
}

function modeProblems(mode: string, host: string, given: Parameters): ConfigProblem[] {
  if (!Object.hasOwn(VERIFIED, mode))
    return [problem('Its sslmode must be disable, require, verify-ca, verify-full or no-verify.', `Set ${VERIFY_FULL}.`)]
  if ((mode === 'allow' || mode === 'prefer') && !host.startsWith('/') && !isLoopback(host))
    return [
      problem(
        'Its sslmode, or PGSSLMODE, may be allow or prefer only on loopback: elsewhere somebody on the way can turn TLS off.',
        `Set ${VERIFY_FULL}; or sslmode=disable on a network that nobody else can read.`,
      ),
    ]
  if (mode === 'verify-ca' && filesOf(given).caFile === undefined)
    return [
      problem(
        'With sslmode=verify-ca it needs sslrootcert: everybody can have a certificate of a public authority.',
        'Add sslrootcert=FILE with your own authority, or set sslmode=verify-full.',
      ),
    ]
  return []
}

const VERIFY_FULL = 'sslmode=verify-full, with sslrootcert=FILE for an authority of your own'

function fileProblems({ sslcert, sslkey, ...given }: Parameters): ConfigProblem[] {
  const { caFile } = filesOf(given)
  const half =
    (sslcert === undefined) === (sslkey === undefined)
      ? []
      : [problem('It has only one of sslcert and sslkey.', 'Name both, or leave both out.')]
  return [
    ...half,
    ...unreadableFile('sslrootcert', caFile, (text) => certificateBlocks(text).length > 0),
    ...unreadableFile('sslcert', sslcert, (text) => certificateBlocks(text).length > 0),
    ...unreadableFile('sslkey', sslkey, (text) => /-----BEGIN (?!ENCRYPTED)[A-Z ]*PRIVATE KEY-----/.test(text)),
  ]
}

function unreadableFile(parameter: string, path: string | undefined, isPem: (text: string) => boolean): ConfigProblem[] {
  if (path === undefined) return []
  const file = readPemFile(path)
  if (file.kind === 'unusable') return [problem(`Its ${parameter}: ${file.rule}`, 'Name a file that the service may read.')]
  const what = parameter === 'sslkey' ? 'a private key in PEM without a passphrase' : 'a certificate in PEM'
  return isPem(file.text)
    ? []
    : [problem(`Its ${parameter}: ${path} does not hold ${what}.`, 'Name another file, or convert it with openssl.')]
}
