// What a caller says about the referrer reaches `fetch`. A request that is copied with other options loses it
// (Fetch §5.4, the constructor of Request).
import { expect, test } from 'vitest'
import { playground } from './playground.ts'

const p = playground()

test('the referrer, and the policy that hides it, are kept (Fetch §5.4)', async () => {
  const sent: Request[] = []
  const client = await p.loggedIn({
    fetch(request, options) {
      const made = new Request(request, options)
      sent.push(made)
      return globalThis.fetch(made)
    },
  })
  const url = `${p.between.url}/protected`
  expect(await client.fetch(url, { referrerPolicy: 'no-referrer' })).toMatchObject({ status: 'answered' })
  expect(await client.fetch(url, { referrer: '' })).toMatchObject({ status: 'answered' })
  expect(await client.fetch(url)).toMatchObject({ status: 'answered' })
  expect(sent.slice(-3).map(({ referrer, referrerPolicy }) => [referrer, referrerPolicy])).toEqual([
    ['about:client', 'no-referrer'],
    ['', ''],
    ['about:client', ''],
  ])
})
