// What the bench reads about processes. No test checks what it measures.
import { expect, test } from 'vitest'
import { cpuBetween, treeMicros, type Usage, usageOf, withDescendants } from '../../bench/support/usage.ts'

const PID = 7
const usage = (threads: Record<string, number>, ticks = 0): Usage => ({ threads: new Map(Object.entries(threads)), ticks })

test('CPU time includes all threads, new ones too', () => {
  const cpu = cpuBetween(PID, usage({ 7: 1_000_000, 8: 5_000 }), usage({ 7: 3_000_000, 8: 6_000, 9: 4_000 }))
  expect(cpu).toEqual({ allMicros: 2005, mainMicros: 2000 })
})

test('a thread that ended is counted in ticks', () => {
  const cpu = cpuBetween(PID, usage({ 7: 0, 8: 9_000_000 }, 2), usage({ 7: 1_000_000 }, 5))
  expect(cpu).toEqual({ allMicros: 30_000, mainMicros: 1000 })
})

test('if nothing can be read, nothing is claimed', () => {
  expect(cpuBetween(PID, undefined, undefined)).toEqual({ allMicros: Number.NaN, mainMicros: Number.NaN })
})

test.runIf(process.platform === 'linux')('this process is read with its threads and children', () => {
  const { threads } = usageOf(process.pid)!
  expect(threads.get(String(process.pid))).toBeGreaterThan(0)
  expect(threads.size).toBeGreaterThan(1)
  expect(withDescendants(process.pid)).toContain(process.pid)
  expect(treeMicros(process.pid)).toBeGreaterThan(0)
})
