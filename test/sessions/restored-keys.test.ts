// The keys and numbers of a restoration while others change the keys (REQUIREMENTS R 11, M 5).
// `epoch-restoration.test.ts` has it on both databases.
import { expect, test } from 'vitest'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import { createKeyRing } from '../../src/keys/key-ring.ts'
import { SealBroken } from '../../src/keys/signing-key.ts'
import { createEpochRestoration, type RestorationStore } from '../../src/sessions/epoch-restoration.ts'
import { SECRET } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const material = createKeyMaterial(SECRET)
const act = { atMs: 7, actor: 'command' }
const present = await material.generate('EdDSA', { publishedAtMs: 0, signsFromMs: 0 })

/** A database whose keys others change at each of the first `changes` tries. */
function changing(changes: number, opening = material) {
  let version = 5
  const system = createTestSystem()
  const tries: Parameters<RestorationStore['restore']>[0][] = []
  const store = { load: async () => ({ version, keys: [present] }), readVersion: () => version, change: async () => false }
  const ring = createKeyRing({ store, material: opening, typ: 'at+jwt', system })
  const restore = createEpochRestoration({
    store: {
      async restore(one) {
        tries.push(one)
        if (tries.length > changes) return 9
        version += 1
        return undefined
      },
    },
    ring,
    material,
    alg: 'EdDSA',
    system: { ...system, randomBytes: (size) => Buffer.alloc(size, 1) },
  })
  return { tries, system, restore: () => restore(act) }
}

test('a signing and a waiting key replace all others (R 11)', async () => {
  const { tries, system, restore } = changing(0)
  const restored = await restore()
  const [{ keys, ...rest }] = tries as [(typeof tries)[0]]
  expect(keys.map(({ publishedAtMs, signsFromMs }) => [publishedAtMs, signsFromMs])).toEqual([
    [system.nowMs(), system.nowMs()],
    [system.nowMs(), null],
  ])
  expect(rest).toEqual({ fromKeysVersion: 5, step: 0x01010102, event: { type: 'service_restored', ...act } })
  expect(restored).toEqual({ epoch: 9, goneKids: [present.kid], kids: keys.map(({ kid }) => kid) })
})

test('it tries again if others change the keys, five times at most (R 11)', async () => {
  const late = changing(4)
  expect(await late.restore()).toMatchObject({ epoch: 9 })
  expect(late.tries.map(({ fromKeysVersion }) => fromKeysVersion)).toEqual([5, 6, 7, 8, 9])
  const never = changing(5)
  await expect(never.restore()).rejects.toMatchObject({ code: 'unavailable', message: 'The signing keys are being changed. Try again.' })
  expect(never.tries).toHaveLength(5)
})

test('under another service secret nothing is tried (M 5)', async () => {
  const other = changing(0, createKeyMaterial({ current: Buffer.alloc(32, 8) }))
  await expect(other.restore()).rejects.toThrow(SealBroken)
  expect(other.tries).toEqual([])
})
