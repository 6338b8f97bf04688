import type { Prepared } from '../mintmark/prepare.ts'
import type { Settings } from '../support/process.ts'

/** Returns the settings with which other servers verify the tokens of a service. */
export const verifierSettings = ({ mint, env }: Prepared): Settings => ({
  PUBLIC_JWK: JSON.stringify(mint.publicJwk),
  ISSUER: env.MINTMARK_ISSUER!,
})
