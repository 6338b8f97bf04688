import type { components } from '#generated/openapi.d.ts'
import type { KeyDescription } from '../../../keys/key-administration.ts'
import { dateTime } from './date-time.ts'

/** Signing keys, as they are shown to who administers them. */
export const keyListView = (keys: readonly KeyDescription[]): components['schemas']['SigningKeyList'] => ({
  keys: keys.map(({ kid, alg, state, publishedAtMs, signsFromMs, goneAtMs }) => ({
    kid,
    alg,
    state,
    published_at: dateTime(publishedAtMs),
    ...(signsFromMs === null ? {} : { signs_from: dateTime(signsFromMs) }),
    ...(goneAtMs === undefined ? {} : { gone_at: dateTime(goneAtMs) }),
  })),
})
