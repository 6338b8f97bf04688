import { expect, test } from 'vitest'
import { createProgress } from '../../src/cli/support/progress.ts'

/** Records what is written to a stream, with a clock that the test moves. */
function watched(isTTY: boolean) {
  const written: string[] = []
  let nowMs = 0
  const progress = createProgress({ isTTY, write: (text) => written.push(text) }, () => nowMs)
  return { progress, written, wait: (ms: number) => (nowMs += ms) }
}

test('on a terminal a bar is redrawn, and lasting lines replace it', () => {
  const { progress, written, wait } = watched(true)
  progress.show('1 imported', 0.1)
  wait(200)
  progress.show('5 imported', 0.5)
  progress.say('Line 6: no.')
  wait(200)
  progress.show('7 imported', undefined)
  progress.end()
  const clear = '\r\u001b[K'
  expect(written.join('')).toBe(
    `${clear}[${'#'.repeat(15)}${'.'.repeat(15)}] 50 %  5 imported${clear}Line 6: no.\n${clear}7 imported${clear}`,
  )
})

test('elsewhere a plain line appears every ten seconds', () => {
  const { progress, written, wait } = watched(false)
  for (let second = 1; second <= 25; second += 1) {
    wait(1000)
    progress.show(`${second} imported`, second / 25)
  }
  progress.say('Line 6: no.')
  progress.end()
  expect(written).toEqual(['10 imported\n', '20 imported\n', 'Line 6: no.\n'])
})
