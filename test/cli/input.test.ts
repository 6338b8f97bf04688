import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesOf } from '../../src/cli/support/input.ts'

async function read(...pieces: Buffer[]): Promise<(string | undefined)[]> {
  const found = []
  for await (const lines of linesOf(
    (async function* () {
      yield* pieces
    })(),
  ))
    found.push(...lines)
  expect(found.map(({ number }) => number)).toEqual(found.map((_, index) => index + 1))
  return found.map(({ text }) => text)
}

test('lines do not depend on where the pieces are cut', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(200)), async (texts, cuts) => {
      const lines = texts.map((text) => text.replaceAll('\n', '').replace(/^\uFEFF/, ''))
      const whole = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const edges = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length]
      const pieces = edges.slice(1).map((edge, index) => whole.subarray(edges[index], edge))
      expect(await read(...pieces)).toEqual(lines)
    }),
  ))

test('the last line needs no line break', async () => expect(await read(Buffer.from('a\nb'))).toEqual(['a', 'b']))

test('a bad line is reported and does not hold back others', async () => {
  const long = Buffer.alloc(70_000, 'a')
  expect(await read(long, long, Buffer.from('\nb\n'), Buffer.from([0xff, 10]), Buffer.from('c'))).toEqual([undefined, 'b', undefined, 'c'])
})
