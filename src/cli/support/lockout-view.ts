import type { Lockout } from '../../throttle/lock-administration.ts'
import { instant } from './terminal.ts'

/** A lockout as it is printed as JSON. */
export const lockoutView = (lockout: Lockout) => ({
  state: lockout.kind,
  failures: lockout.failures,
  opensAt: lockout.kind === 'delayed' ? instant(lockout.opensAtMs) : null,
})

/** A lockout in one line. */
export const lockoutText = (lockout: Lockout): string => {
  const until = lockout.kind === 'delayed' ? ` until ${instant(lockout.opensAtMs)}` : ''
  return `${lockout.kind}${until}, wrong passwords: ${lockout.failures}`
}
