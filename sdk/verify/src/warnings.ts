import type { ClaimsProblem } from './access-token-claims.ts'
import type { IssuerFault } from './issuer-fault.ts'
import type { KeySource } from './issuer-keys.ts'

/** A fault of tokens is over if it was not met for this long. If it comes back, it is named again. */
const OVER_AFTER_MS = 3_600_000
/** Only the first of several wrong audiences are named: clients must not fill the log. */
const MAX_NAMED = 10

/**
 * Tells the operator about faults of the setup, which users see only as 401 or 503. Each line comes once,
 * when the fault begins, and says what is wrong and what to change.
 */
export interface Warnings {
  /** @param hasKeys whether keys from an earlier fetch are still used */
  keysFailed(fault: IssuerFault, hasKeys: boolean): void
  keysFetched(): void
  /** Called for a token whose signature is good. */
  tokenRefused(problem: ClaimsProblem): void
}

interface WarningsOptions extends Pick<KeySource, 'issuer' | 'jwksUri'> {
  audience: string
  warn: (warning: string) => unknown
  nowMs: () => number
}

export function createWarnings({ issuer, jwksUri, audience, warn, nowMs }: WarningsOptions): Warnings {
  /** The faults of this outage that were named. */
  const outage = new Set<string>()
  /** When each fault of tokens was last met. */
  const metAtMs = new Map<string, number>()
  const say = (text: string) => void tell(warn, `@mintmark/verify: ${text}`)
  const address = jwksUri === undefined ? `the option issuer, ${issuer}` : `the option jwksUri, ${jwksUri}`

  const keyAdvice = {
    unreachable: `Is Mintmark running there? Check scheme, host name and port of ${address}.`,
    answer: `Is it Mintmark that answers there? Check scheme, host name and port of ${address}.`,
    issuer: `If this is your Mintmark, set the option issuer to the name that it gives itself (MINTMARK_ISSUER), character by character.`,
    keys: `Is it Mintmark that answers there? Check ${address}.`,
  }
  const tokenAdvice = {
    issuer: 'If the token is of your Mintmark, set the option issuer to the name that it gives itself (MINTMARK_ISSUER).',
    audience: `If it was meant for this service, correct the option audience, or let the client ask for resource=${audience}.`,
    clock: 'Set the clock of this machine. If it must be so, raise the option clockToleranceSeconds.',
  }

  return {
    keysFailed(fault, hasKeys) {
      const state = `${fault.kind} ${hasKeys}`
      if (outage.has(state)) return
      outage.add(state)
      const effect = hasKeys
        ? 'the keys cannot be fetched again; those from before are used for 24 hours'
        : 'no token can be verified, and requests get 503'
      say(`${effect}: ${fault.message}. ${keyAdvice[fault.kind]}`)
    },
    keysFetched() {
      if (outage.size > 0) say(`the keys of ${issuer} were fetched; the fault is over.`)
      outage.clear()
    },
    tokenRefused({ kind, text }) {
      if (kind === 'claims') return
      const now = nowMs()
      for (const [fault, atMs] of metAtMs) if (now >= atMs + OVER_AFTER_MS) metAtMs.delete(fault)
      // The text of a clock fault has seconds, which differ each time.
      const fault = kind === 'clock' ? kind : text
      const isNew = !metAtMs.has(fault)
      if (isNew && metAtMs.size >= MAX_NAMED) return
      metAtMs.set(fault, now)
      if (isNew) say(`a token was refused: ${text}. ${tokenAdvice[kind]}`)
    },
  }
}

/** A failure of the log must not change an answer. */
async function tell(warn: WarningsOptions['warn'], warning: string): Promise<void> {
  try {
    await warn(warning)
  } catch {}
}
