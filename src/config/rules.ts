import { namesIssuer } from '../clients/audience-identifier.ts'
import { type ConfigProblem, exampleOf } from './config-error.ts'
import { isLoopback } from './service-settings.ts'
import { type SettingName, type SettingValues, settings } from './settings.ts'

/** `serve` runs the service, `dev` runs it with nothing to set up, and a `command` works on its database. */
export type Mode = 'dev' | 'serve' | 'command'

/**
 * The lowest costs of a password hash, as pairs of KiB and passes. All have equal strength (OWASP Password
 * Storage Cheat Sheet).
 */
const ARGON2_FLOORS = [
  [47104, 1],
  [19456, 2],
  [12288, 3],
  [9216, 4],
  [7168, 5],
] as const

/** Checks the rules between settings. It skips a rule if a value that the rule needs is missing or broken. */
export function brokenBetween(values: SettingValues, mode: Mode, given: (name: SettingName) => boolean): ConfigProblem[] {
  const { host, database, issuer, secret, previousSecret } = values
  const problems: ConfigProblem[] = []
  if (mode !== 'command' && database?.kind === 'postgres' && !given('secret')) problems.push(secretMissing)
  if (mode === 'serve' && host !== undefined && !isLoopback(host) && !given('issuer')) problems.push(issuerMissing)
  if (given('tlsCertFile') !== given('tlsKeyFile')) problems.push(halfOfCertificate(given('tlsCertFile')))
  if (given('tlsCertFile') && given('issuer') && issuer?.startsWith('http:')) problems.push(issuerWithoutTls)
  else if (issuer !== undefined && (given('issuer') || mode === 'dev') && isPlainAbroad(issuer) && values.insecureIssuer === false)
    problems.push(given('issuer') ? issuerInsecure : issuerFollowsHost)
  if (issuer !== undefined && values.audience?.some((identifier) => namesIssuer(identifier, issuer))) problems.push(audienceIsIssuer)
  if (values.sessionMaxSeconds !== undefined && (values.sessionIdleSeconds ?? 0) > values.sessionMaxSeconds) problems.push(endsBeforeIdle)
  if (values.throttle === false && mode !== 'command' && !onLoopbackOnly(host, issuer)) problems.push(throttleOffAbroad)
  if (secret !== undefined && previousSecret?.equals(secret)) problems.push(previousIsCurrent)
  if (values.webhookUrl !== undefined && !given('webhookSecret')) problems.push(webhookUnsigned)
  if (values.reusePort && mode !== 'command') {
    if (database?.kind === 'sqlite' || mode === 'dev') problems.push(portOfOneService)
    if (values.port === 0) problems.push(noPortToShare)
  }
  return [...problems, ...weakHash(values)]
}

/** Returns warnings about risky settings that are allowed. */
export function warningsOf(values: SettingValues): string[] {
  const warnings: string[] = []
  if (values.insecureIssuer && values.issuer !== undefined && isPlainAbroad(values.issuer))
    warnings.push(
      'MINTMARK_INSECURE_ISSUER is on: passwords and tokens cross the network unencrypted. Only a private network may carry them. Elsewhere use an https issuer.',
    )
  if (values.database?.kind === 'postgres' && values.database.tls?.verify === 'nothing')
    warnings.push(
      'DATABASE_URL has sslmode=no-verify: any server can pose as the database, and read and change everything. Set sslmode=verify-full, with sslrootcert if the authority is your own.',
    )
  if ((values.passwordMinLength ?? 15) < 15)
    warnings.push(
      'MINTMARK_PASSWORD_MIN_LENGTH is below 15, the least that NIST SP 800-63B allows if a password is all that a login needs. Set 15 or more.',
    )
  return warnings
}

const isPlainAbroad = (issuer: string): boolean => issuer.startsWith('http:') && !isLoopback(new URL(issuer).hostname)

const onLoopbackOnly = (host: string | undefined, issuer: string | undefined): boolean =>
  (host === undefined || isLoopback(host)) && (issuer === undefined || isLoopback(new URL(issuer).hostname))

function weakHash({ argon2MemoryKib: memory, argon2Passes: passes }: SettingValues): ConfigProblem[] {
  if (memory === undefined || passes === undefined) return []
  if (ARGON2_FLOORS.some(([leastMemory, leastPasses]) => memory >= leastMemory && passes >= leastPasses)) return []
  const floors = ARGON2_FLOORS.map(([leastMemory, leastPasses]) => `${leastMemory} KiB with ${leastPasses}`).join(', ')
  return [
    {
      variable: settings.argon2MemoryKib.variable,
      rule: `With ${settings.argon2Passes.variable} it must reach at least one of: ${floors}.`,
      mend: 'Raise one of the two, or leave both out for 19456 KiB with 2.',
    },
  ]
}

export const secretMissing: ConfigProblem = {
  variable: settings.secret.variable,
  rule: 'It must be given with PostgreSQL, since every process needs the same one.',
  mend: `Set ${exampleOf(settings.secret)} once, keep it, and give it to every process; or name its file in ${settings.secret.variable}_FILE.`,
}

const issuerMissing: ConfigProblem = {
  variable: settings.issuer.variable,
  rule: 'It must be given if HOST is not a loopback address: the service cannot know the URL that clients use.',
  mend: `Set ${exampleOf(settings.issuer)}, or listen on HOST=127.0.0.1.`,
}

const issuerInsecure: ConfigProblem = {
  variable: settings.issuer.variable,
  rule: 'It must be an https URL, or one on loopback.',
  mend: `Set ${exampleOf(settings.issuer)}; or, on a private network, ${settings.insecureIssuer.variable}=on.`,
}

const issuerWithoutTls: ConfigProblem = {
  variable: settings.issuer.variable,
  rule: `It must be an https URL if ${settings.tlsCertFile.variable} is set: the service answers nothing without TLS then.`,
  mend: `Set ${exampleOf(settings.issuer)}, or leave the certificate out.`,
}

function halfOfCertificate(certFileIsGiven: boolean): ConfigProblem {
  const [given, missing] = certFileIsGiven ? [settings.tlsCertFile, settings.tlsKeyFile] : [settings.tlsKeyFile, settings.tlsCertFile]
  return {
    variable: missing.variable,
    rule: `It must be given with ${given.variable}: HTTPS needs a certificate and its key.`,
    mend: `Set ${exampleOf(missing)}, or leave both out and put a proxy with TLS in front.`,
  }
}

const issuerFollowsHost: ConfigProblem = {
  variable: settings.host.variable,
  rule: 'Tokens would name its address as their issuer, over plain http, where others can read passwords and tokens.',
  mend: `Set ${exampleOf(settings.host)}: it listens there too, and the issuer is http://localhost. Or, on a private network, ${settings.insecureIssuer.variable}=on.`,
}

const audienceIsIssuer: ConfigProblem = {
  variable: settings.audience.variable,
  rule: 'It must not hold the issuer, which stands for this service alone: Mintmark adds it where it belongs.',
  mend: 'Take the issuer out of the list.',
}

const throttleOffAbroad: ConfigProblem = {
  variable: settings.throttle.variable,
  rule: 'It may be off only if HOST and the issuer are loopback addresses: without it passwords can be guessed at will.',
  mend: `Leave ${settings.throttle.variable} out.`,
}

const portOfOneService: ConfigProblem = {
  variable: settings.reusePort.variable,
  rule: 'Only several `serve` on one PostgreSQL can share a port. A SQLite file has one `serve`, since it has one writer.',
  mend: `Leave ${settings.reusePort.variable} out, or run \`serve\` with DATABASE_URL=postgres://user:password@host/database.`,
}

const webhookUnsigned: ConfigProblem = {
  variable: settings.webhookSecret.variable,
  rule: 'It must be given with a webhook, since the receiver has to know who sends.',
  mend: `Set ${exampleOf(settings.webhookSecret)}, and give it to the receiver too.`,
}

const noPortToShare: ConfigProblem = {
  variable: settings.reusePort.variable,
  rule: 'It needs a PORT that every process can name: with 0 each process takes another one.',
  mend: `Set ${exampleOf(settings.port)}, or leave ${settings.reusePort.variable} out.`,
}

const endsBeforeIdle: ConfigProblem = {
  variable: settings.sessionMaxSeconds.variable,
  rule: `It must be no less than ${settings.sessionIdleSeconds.variable}.`,
  mend: `Raise it, or lower ${settings.sessionIdleSeconds.variable}.`,
}

const previousIsCurrent: ConfigProblem = {
  variable: settings.previousSecret.variable,
  rule: `It must differ from ${settings.secret.variable}.`,
  mend: 'Leave it out once every process has the new secret.',
}
