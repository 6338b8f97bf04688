import type { Lockout } from '../../throttle/lock-administration.ts'
import { instant } from './terminal.ts'

/** A lockout as it is printed as JSON. */
export const lockoutView = (lockout: Lockout) => ({
  state: lockout.state,
  failures: lockout.failures,
  opensAt: lockout.state === 'delayed' ? instant(lockout.opensAtMs) : null,
})

/** A lockout in one line. */
export const lockoutText = (lockout: Lockout): string => {
  const until = lockout.state === 'delayed' ? ` until ${instant(lockout.opensAtMs)}` : ''
  return `${lockout.state}${until}, wrong passwords: ${lockout.failures}`
}
