import { isLoopback } from './service-settings.ts'
import { setting } from './setting.ts'

/** The lengths that Standard Webhooks allows for a secret, in bytes. */
const [MIN_SECRET_BYTES, MAX_SECRET_BYTES] = [24, 64]
/** A receiver may need both for a while, if the secret is changed. */
const MAX_SECRETS = 2

const MASK = '********'

/** Parses the URL of a receiver: https, or http on this machine. */
function parseWebhookUrl(text: string): string | undefined {
  const url = /^https?:\/\//.test(text) && !/[\s#]/.test(text) ? URL.parse(text) : null
  if (url === null || url.username !== '' || url.password !== '' || text.includes('@')) return undefined
  return url.protocol === 'https:' || isLoopback(url.hostname) ? url.href : undefined
}

/** The path of a URL may be a secret of the receiver. */
function maskWebhookUrl(text: string): string {
  const url = URL.parse(parseWebhookUrl(text) ?? '')
  if (url === null) return MASK
  return url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/${MASK}`
}

function parseWebhookSecrets(text: string): Buffer[] | undefined {
  const secrets = text.split(/[\s,]+/).filter((part) => part !== '')
  if (secrets.length === 0 || secrets.length > MAX_SECRETS) return undefined
  const parsed = secrets.map(parseWebhookSecret)
  return parsed.every((secret) => secret !== undefined) ? parsed : undefined
}

function parseWebhookSecret(text: string): Buffer | undefined {
  const encoded = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(text)?.[1]
  if (encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64')
  const isExact = bytes.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '')
  return isExact && bytes.length >= MIN_SECRET_BYTES && bytes.length <= MAX_SECRET_BYTES ? bytes : undefined
}

/** The settings of the receiver of the audit trail. */
export const webhookSettings = {
  webhookUrl: setting({
    variable: 'MINTMARK_WEBHOOK_URL',
    defaultInWords: 'none: events are delivered to nobody',
    rule: 'an https URL, or http on loopback, without user name, password and fragment',
    example: 'https://siem.example.com/mintmark',
    secret: true,
    description: 'the URL to which the audit trail is delivered, [event by event](docs/events.md#the-webhook)',
    parse: parseWebhookUrl,
    mask: maskWebhookUrl,
  }),
  webhookSecret: setting({
    variable: 'MINTMARK_WEBHOOK_SECRET',
    defaultInWords: 'none; needed with `MINTMARK_WEBHOOK_URL`',
    rule: '`whsec_` and 24 to 64 random bytes as base64, or two of these with a space between',
    example: 'whsec_$(openssl rand -base64 32)',
    secret: true,
    description: 'signs what the receiver gets; two while the receiver changes to a new one',
    parse: parseWebhookSecrets,
    mask: () => MASK,
  }),
}
