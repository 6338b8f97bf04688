import { expect } from 'vitest'
import { createKeyAdministration } from '../../src/keys/key-administration.ts'
import { createKeyMaterial } from '../../src/keys/key-material.ts'
import { createKeyRing } from '../../src/keys/key-ring.ts'
import { createKeyRotation } from '../../src/keys/key-rotation.ts'
import type { KeyAct, KeySetChange } from '../../src/keys/key-store.ts'
import type { SigningKey } from '../../src/keys/signing-key.ts'
import { createTestSystem } from '../support/test-system.ts'

export const [ONE, TWO] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
export const DAY_MS = 86_400_000
export const material = createKeyMaterial({ current: ONE })
export const other = createKeyMaterial({ current: TWO })
export const make = (publishedAtMs: number, signsFromMs: number | null) => material.generate('EdDSA', { publishedAtMs, signsFromMs })
export const act = { atMs: 7, actor: 'command' }

/** Keys in a store in memory. `overtaken` counts how many changes others overtake. */
export function holding(keys: SigningKey[], opening = material, overtaken = 0) {
  const system = createTestSystem(0)
  const set = { version: 3, keys }
  const changes: [KeySetChange, KeyAct][] = []
  const alarmed: string[] = []
  let loads = 0
  let left = overtaken
  const store = {
    load: async () => {
      loads += 1
      return { ...set }
    },
    readVersion: (): number | Promise<number> => set.version,
    async change(from: number, change: KeySetChange, by: KeyAct) {
      expect(from).toBe(set.version)
      left -= 1
      set.version += 1
      if (left >= 0) return false
      changes.push([change, by])
      const rest = set.keys.filter(({ kid }) => !change.delete?.includes(kid))
      set.keys = [...rest, ...(change.insert ?? [])]
      return true
    },
  }
  const ring = createKeyRing({ store, material: opening, typ: 'at+jwt', system, alarm: (kid) => alarmed.push(kid) })
  const needs = { store, material: opening, alg: 'EdDSA', system } as const
  const rotate = createKeyRotation({ ring, ...needs })
  const administration = createKeyAdministration(needs)
  return { system, set, changes, alarmed, ring, store, rotate, administration, loads: () => loads }
}
