import { tokenSettings } from '../../src/config/token-settings.ts'
import type { ThrottleLimits } from '../../src/throttle/limits.ts'

const { throttleFailures, throttleAddressFailures, throttleFirstDelaySeconds } = tokenSettings

/** The defaults of the settings. */
export const DEFAULT_LIMITS: ThrottleLimits = {
  failures: Number(throttleFailures.default),
  addressFailures: Number(throttleAddressFailures.default),
  firstDelayMs: Number(throttleFirstDelaySeconds.default) * 1000,
}
