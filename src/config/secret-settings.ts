import { parseServiceSecret } from './service-secret-text.ts'
import { setting, wholeNumber } from './setting.ts'

const secretText = {
  rule: '32 random bytes as base64url (43 characters)',
  example: "$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=')",
  secret: true,
  parse: parseServiceSecret,
  mask: () => '********',
} as const

/** What protects the keys, and what passwords must be. */
export const secretSettings = {
  secret: setting({
    variable: 'MINTMARK_SECRET',
    defaultInWords: 'made once beside a new embedded database; PostgreSQL needs it given',
    ...secretText,
    description: 'the service secret, under which signing keys are encrypted',
  }),
  previousSecret: setting({
    variable: 'MINTMARK_SECRET_PREVIOUS',
    defaultInWords: 'none',
    ...secretText,
    description: 'the service secret before this one, or with replicas at first the one to come, while they move to the new one',
  }),
  passwordMinLength: setting({
    variable: 'MINTMARK_PASSWORD_MIN_LENGTH',
    default: '15',
    ...wholeNumber(8, 64),
    example: '15',
    description: 'the shortest password that may be set, in characters; below 15 with a warning at each start',
  }),
  argon2MemoryKib: setting({
    variable: 'MINTMARK_ARGON2_MEMORY_KIB',
    default: '19456',
    ...wholeNumber(7168, 4194304),
    example: '19456',
    description: 'the memory of one password hash',
  }),
  argon2Passes: setting({
    variable: 'MINTMARK_ARGON2_PASSES',
    default: '2',
    ...wholeNumber(1, 100),
    example: '2',
    description: 'the passes of one password hash',
  }),
  argon2Parallelism: setting({
    variable: 'MINTMARK_ARGON2_PARALLELISM',
    default: '1',
    ...wholeNumber(1, 16),
    example: '1',
    description: 'the lanes of one password hash',
  }),
}
