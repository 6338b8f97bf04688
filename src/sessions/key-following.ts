import type { KeyRing } from '../keys/key-ring.ts'
import type { ServiceEpochStore } from './service-epoch.ts'
import type { ServiceStateStore } from './service-state.ts'
import type { SessionStore } from './session-store.ts'

/**
 * The same store; but whoever has asked it how a session stands has the signing keys as they were then. So a key that any replica made or revoked counts at the next
 * request, for no read of its own.
 */
export function followingKeys(sessions: SessionStore, ring: KeyRing): SessionStore {
  return {
    ...sessions,
    findStanding(id) {
      const asked = sessions.findStanding(id)
      if (!(asked instanceof Promise) && asked.keysVersion === ring.version) return asked
      return Promise.resolve(asked).then(async (answer) => {
        await ring.refresh(answer.keysVersion)
        return answer
      })
    },
    async rotate(rotation) {
      // Where nothing can be signed, nothing is spent: whoever comes again later than the grace would lose the session.
      ring.signer()
      return sessions.rotate(rotation)
    },
  }
}

/** The epoch; and whoever has asked for it signs with a key of that time. One that is gone by then would make a token that is dead on arrival. */
export const epochFollowingKeys = (state: ServiceStateStore, ring: KeyRing): ServiceEpochStore => ({
  async readEpoch() {
    const { epoch, keysVersion } = await state.read()
    await ring.refresh(keysVersion)
    return epoch
  },
})
