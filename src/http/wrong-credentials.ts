import type { NotAuthenticated } from '../accounts/password-authentication.ts'
import { Refusal } from '../errors.ts'

/** One answer, whatever was wrong (REQUIREMENTS P 12); the log has it, and whose account was meant. */
export const wrongCredentials = (
  code: 'wrong_credentials' | 'wrong_grant_credentials',
  { userId: user, why }: Pick<NotAuthenticated, 'userId' | 'why'>,
): Refusal => new Refusal(code, 'Invalid username or password', { cause: why, whom: { user } })
