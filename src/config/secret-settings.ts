import { parseServiceSecret } from '../secret/service-secret.ts'
import { setting, wholeNumber } from './setting.ts'

const secretText = {
  rule: '32 random bytes as base64url (43 characters)',
  example: "$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=')",
  secret: true,
  parse: parseServiceSecret,
  mask: () => '********',
} as const

/** The settings of the service secret, of passwords and of their hashes. */
export const secretSettings = {
  secret: setting({
    variable: 'MINTMARK_SECRET',
    defaultInWords: 'made once beside a new SQLite database; with PostgreSQL you must set it',
    ...secretText,
    description: 'the service secret, which encrypts the signing keys',
    mend: ({ embedded }) =>
      `Give the secret that the database was made with. For a new database make one: MINTMARK_SECRET="${secretText.example}".${
        embedded ? ' Or leave it out: a file beside the database keeps one.' : ''
      }`,
  }),
  previousSecret: setting({
    variable: 'MINTMARK_SECRET_PREVIOUS',
    defaultInWords: 'none',
    ...secretText,
    description: 'the previous service secret, while you change to a new one; with replicas, set it to the new one first',
    mend: () => 'Give the secret that was in force before, or leave it out.',
  }),
  passwordMinLength: setting({
    variable: 'MINTMARK_PASSWORD_MIN_LENGTH',
    default: '15',
    ...wholeNumber(8, 64),
    example: '15',
    description: 'the length of the shortest new password, in characters; a warning at each start if below 15',
  }),
  argon2MemoryKib: setting({
    variable: 'MINTMARK_ARGON2_MEMORY_KIB',
    default: '19456',
    ...wholeNumber(7168, 4194304),
    example: '19456',
    description: 'memory for one password hash',
  }),
  argon2Passes: setting({
    variable: 'MINTMARK_ARGON2_PASSES',
    default: '2',
    ...wholeNumber(1, 100),
    example: '2',
    description: 'passes for one password hash',
  }),
  argon2Parallelism: setting({
    variable: 'MINTMARK_ARGON2_PARALLELISM',
    default: '1',
    ...wholeNumber(1, 16),
    example: '1',
    description: 'lanes for one password hash',
  }),
}

export interface Argon2Parameters {
  memoryKib: number
  passes: number
  parallelism: number
}

interface PasswordValues {
  passwordMinLength: number
  argon2MemoryKib: number
  argon2Passes: number
  argon2Parallelism: number
}

/** Returns what a password must be, and what its hash costs. */
export const passwordOf = (values: PasswordValues): { minLength: number; argon2: Argon2Parameters } => ({
  minLength: values.passwordMinLength,
  argon2: { memoryKib: values.argon2MemoryKib, passes: values.argon2Passes, parallelism: values.argon2Parallelism },
})
