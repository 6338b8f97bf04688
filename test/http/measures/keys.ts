import { expect } from 'vitest'
import type { Measure, Story } from './measure.ts'

const DAY_SECONDS = 86_400
/** The longest life of a token, an hour, and five minutes for clocks that differ (docs/design/keys.md). */
const RETIRE_SECONDS = 3900

const kidOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
const signs = async ({ service }: Story, username: string) => kidOf((await service.logIn(username)).access_token)

export const KEYS: Measure[] = [
  {
    truth: 'a key tells when it was published, when it began to sign, and when its last token is dead',
    members: ['SigningKey.published_at', 'SigningKey.signs_from', 'SigningKey.gone_at'],
    alone: true,
    async hold(story) {
      const username = story.newName()
      await story.service.addUser(username)
      const published = async () => (await story.service.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid)
      const list = async () => (await story.ask('GET', '/admin/keys')).body.keys
      const seeKeys = (keys: { kid: string }[], expected: Record<string, object>) => {
        expect(keys.map(({ kid }) => kid).sort()).toEqual(Object.keys(expected).sort())
        for (const key of keys) story.see('SigningKey', key, expected[key.kid] ?? {})
      }
      const atStart = story.at()
      const first = await signs(story, username)
      const second = (await published()).find((kid: string) => kid !== first)
      const seen: Record<string, object> = {
        [first]: { state: 'current', published_at: atStart, signs_from: atStart, gone_at: undefined },
        [second]: { state: 'next', published_at: atStart, signs_from: undefined, gone_at: undefined },
      }
      seeKeys(await list(), seen)
      story.wait(DAY_SECONDS)
      const rotated = (await story.ask('POST', '/admin/keys/rotate')).body.keys
      const third = rotated.find(({ state }: { state: string }) => state === 'next').kid
      const goneSeconds = RETIRE_SECONDS
      seen[first] = { state: 'retiring', published_at: atStart, signs_from: atStart, gone_at: story.at(goneSeconds) }
      seen[second] = { state: 'current', published_at: atStart, signs_from: story.at(), gone_at: undefined }
      seen[third] = { state: 'next', published_at: story.at(), signs_from: undefined, gone_at: undefined }
      seeKeys(rotated, seen)
      story.wait(goneSeconds - 1)
      seeKeys(await list(), seen)
      expect(await published()).toContain(first)
      story.wait(1)
      seen[first] = { ...seen[first], state: 'gone' }
      seeKeys(await list(), seen)
      expect(await published()).not.toContain(first)
      // A revocation appoints the next key at once.
      const secondFrom = story.at()
      await story.ask('DELETE', `/admin/keys/${second}`)
      const left = await list()
      const fourth = left.find(({ state }: { state: string }) => state === 'next').kid
      seeKeys(left, {
        [third]: { ...seen[third], state: 'current', signs_from: secondFrom },
        [fourth]: { state: 'next', published_at: secondFrom, signs_from: undefined, gone_at: undefined },
      })
      expect(await signs(story, username)).toBe(third)
    },
  },
]
