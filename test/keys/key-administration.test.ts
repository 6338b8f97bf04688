// What time and operators write of the keys, in memory (REQUIREMENTS M 4, M 5, G 3).
// `rotation-by-hand.test.ts` has it on both databases.
import { expect, test } from 'vitest'
import { changeOf, detailOf } from '../../src/keys/key-administration.ts'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import type { KeySetChange } from '../../src/keys/key-store.ts'
import { SealBroken } from '../../src/keys/signing-key.ts'
import { act, DAY_MS, holding, make, material, ONE, other, TWO } from './held-keys.ts'

test('rotation by time makes what is missing, once, with its event (M 4)', async () => {
  const { rotate, changes, ring, system } = holding([])
  expect(await rotate()).toBe(true)
  const [[change, by]] = changes as [(typeof changes)[0]]
  expect(change.insert?.map(({ signsFromMs }) => signsFromMs)).toEqual([0, null])
  expect(by).toEqual({ atMs: 0, detail: { verb: 'created', kid: change.insert![0]!.kid } })
  expect(ring.keys).toHaveLength(2)
  expect(await rotate()).toBe(false)
  system.advanceMs(90 * DAY_MS)
  expect(await rotate()).toBe(true)
  expect(changes[1]![0]).toMatchObject({ appoint: [{ kid: change.insert![1]!.kid, signsFromMs: 90 * DAY_MS }], delete: [], reseal: [] })
  expect(changes[1]![1].detail).toEqual({ verb: 'rotated', kid: change.insert![1]!.kid })
})

test('a rotation under another service secret makes no key (M 5)', async () => {
  const { rotate, changes } = holding([await make(0, 0)], other)
  await expect(rotate()).rejects.toThrow(SealBroken)
  expect(changes).toEqual([])
})

test('keys under the previous secret are sealed again, unless they go (M 5)', async () => {
  const [old, now, next] = [await make(0, 0), await make(0, DAY_MS), await make(DAY_MS, null)]
  const rolled = createKeyMaterial({ current: TWO, previous: ONE })
  const { rotate, changes, system } = holding([old, now, next], rolled)
  system.advanceMs(3 * DAY_MS)
  expect(await rotate(3 * DAY_MS)).toBe(true)
  const [[change, by]] = changes as [(typeof changes)[0]]
  expect(change).toMatchObject({ insert: [], appoint: [], delete: [old.kid] })
  expect(change.reseal?.map(({ kid }) => kid)).toEqual([now.kid, next.kid])
  const { sealedPrivateJwk } = change.reseal![0]!
  expect((await other.open({ ...now, sealedPrivateJwk })).seal).toBe('current')
  expect(by.detail).toEqual({ verb: 'removed', kid: old.kid })
})

test('a set that is complete is only sealed again (M 5)', async () => {
  const { rotate, changes } = holding([await make(0, 0), await make(0, null)], createKeyMaterial({ current: TWO, previous: ONE }))
  expect(await rotate()).toBe(true)
  const [[change, by]] = changes as [(typeof changes)[0]]
  expect(change).toEqual({ insert: [], appoint: [], delete: [], reseal: [expect.anything(), expect.anything()] })
  expect(by.detail).toEqual({ verb: 'resealed' })
})

test('an operator sees each key with its state, and no private half (M 4)', async () => {
  const [old, now] = [await make(0, 0), await make(1, DAY_MS)]
  const { administration } = holding([old, now])
  expect(await administration.list(DAY_MS)).toEqual([
    { kid: old.kid, alg: 'EdDSA', state: 'retiring', publishedAtMs: 0, signsFromMs: 0, goneAtMs: DAY_MS + 65 * 60_000 },
    { kid: now.kid, alg: 'EdDSA', state: 'current', publishedAtMs: 1, signsFromMs: DAY_MS, goneAtMs: undefined },
  ])
})

test('an operator rotates, revokes and resets, each with its event (M 4)', async () => {
  const [now, next] = [await make(0, 0), await make(0, null)]
  const { administration, changes, system } = holding([now, next])
  expect(await administration.rotate({ forced: false }, act)).toEqual({ kind: 'too_early', safeAtMs: DAY_MS })
  expect(await administration.revoke('x', act)).toEqual({ kind: 'no_such_key' })
  expect(changes).toEqual([])
  expect(await administration.rotate({ forced: true }, act)).toEqual({ kind: 'done' })
  expect(changes[0]).toEqual([
    {
      insert: [expect.objectContaining({ alg: 'EdDSA', publishedAtMs: 7, signsFromMs: null })],
      appoint: [{ kid: next.kid, signsFromMs: 7 }],
      delete: [],
    },
    { ...act, detail: { verb: 'rotated', kid: next.kid } },
  ])
  expect(await administration.revoke(now.kid, act)).toEqual({ kind: 'done' })
  expect(changes[1]![1]).toEqual({ ...act, detail: { verb: 'revoked', kid: now.kid } })
  expect(await administration.reset({ unopened: false }, act)).toEqual({ kind: 'done' })
  const [reset, by] = changes[2]!
  expect(reset.insert?.map(({ signsFromMs }) => signsFromMs)).toEqual([7, null])
  expect(by).toEqual({ ...act, detail: { verb: 'reset', kid: reset.insert![0]!.kid } })
  expect(system.nowMs()).toBe(0)
})

test('a change that others overtook is planned again', async () => {
  const { administration, changes } = holding([await make(0, 0), await make(0, null)], material, 2)
  expect(await administration.rotate({ forced: true }, act)).toEqual({ kind: 'done' })
  expect(changes).toHaveLength(1)
})

test('under another service secret only an unopened reset changes keys (M 5)', async () => {
  const { administration, changes } = holding([await make(0, 0)], other)
  await expect(administration.rotate({ forced: true }, act)).rejects.toThrow(SealBroken)
  await expect(administration.reset({ unopened: false }, act)).rejects.toThrow(SealBroken)
  expect(changes).toEqual([])
  expect(await administration.reset({ unopened: true }, act)).toEqual({ kind: 'done' })
})

test('without keys an operator gets those of the configured algorithm', async () => {
  const { administration, changes } = holding([])
  await administration.reset({ unopened: false }, act)
  expect(changes[0]![0].insert?.map(({ alg }) => alg)).toEqual(['EdDSA', 'EdDSA'])
})

test.each<[string, KeySetChange, object]>([
  ['a key that signs at once', { insert: [await make(0, null), await make(0, 0)] }, { verb: 'created' }],
  ['a key that waits', { insert: [await make(0, null)], delete: ['a'] }, { verb: 'published' }],
  ['an appointed key', { appoint: [{ kid: 'a', signsFromMs: 0 }], insert: [await make(0, null)] }, { verb: 'rotated', kid: 'a' }],
  ['a key that went', { delete: ['a', 'b'] }, { verb: 'removed', kid: 'a' }],
  ['a new seal', { reseal: [] }, { verb: 'resealed' }],
])('the event of a timed change: %s (G 3)', (_, change, detail) => {
  const kid = change.insert?.find(({ signsFromMs }) => signsFromMs !== null)?.kid ?? change.insert?.[0]?.kid
  expect(detailOf(change)).toEqual({ ...(kid === undefined ? {} : { kid }), ...detail })
})

test('a plan without new keys makes none', async () => {
  const plan = { kind: 'plan', makeFirst: false, makeNext: false, appoint: undefined, delete: ['a'] } as const
  expect(await changeOf({ ...plan, delete: ['a'] }, { material, alg: 'EdDSA', nowMs: 7 })).toEqual({
    insert: [],
    appoint: [],
    delete: ['a'],
  })
})
