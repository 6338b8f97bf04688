// REQUIREMENTS C 6: ids and secrets come from a CSPRNG, and none is given twice.
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { realSystem } from '../src/system.ts'

const STOCK_BYTES = 4096

test('random bytes are as many as were asked for', () => {
  const lengths = [0, 1, 16, 32, 4000, 4095, STOCK_BYTES, STOCK_BYTES + 1, 100_000, 16]
  expect(lengths.map((length) => realSystem.randomBytes(length).length)).toEqual(lengths)
})

test('no random bytes are given twice', () => {
  const ids = Array.from({ length: 20_000 }, () => realSystem.randomBytes(16).toString('hex'))
  expect(new Set(ids).size).toBe(ids.length)
  // No id overlaps another: each half is found once too.
  const halves = ids.flatMap((id) => [id.slice(0, 16), id.slice(16)])
  expect(new Set(halves).size).toBe(halves.length)
})

test('who overwrites random bytes changes none that are given later', () => {
  const all = Array.from({ length: 1000 }, () => {
    const bytes = realSystem.randomBytes(16)
    const text = bytes.toString('hex')
    bytes.fill(0)
    return text
  })
  expect(all).not.toContain('0'.repeat(32))
})

test.skipIf(process.platform !== 'linux')('a hash has a lower priority than its process, whatever that has (P 13)', () => {
  const script = `
    import { getPriority, setPriority } from 'node:os'
    import { lowerThreadPriority } from ${JSON.stringify(new URL('../src/system.ts', import.meta.url))}
    for (const more of [3, 19]) {
      setPriority(Math.min(getPriority() + more, 19))
      const before = getPriority()
      lowerThreadPriority()
      console.log(getPriority() - Math.min(before + 5, 19))
    }`
  expect(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })).toBe('0\n0\n')
})
