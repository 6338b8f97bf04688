import { formFrom } from '../../support/from-address.ts'
import type { Measure, Story } from './measure.ts'

const OF_AN_ADDRESS = { tries: 50, windowSeconds: 600 }

let addresses = 0

/** Returns an address of this machine that no other row has. */
const newAddress = (): string => {
  addresses += 1
  return `127.0.3.${addresses}`
}

const guess = ({ service }: Story, address: string, username: string) =>
  formFrom(address, `${service.url}/token`, { username, password: 'wrong' })

/** Locks an address, by names of which none is locked. Returns the address. */
export async function lockAddress(story: Story): Promise<string> {
  const address = newAddress()
  for (let made = 0; made < OF_AN_ADDRESS.tries; made += 1) await guess(story, address, story.newName())
  return address
}

export const LOCKS: Measure[] = [
  {
    truth: 'a lockout tells what is counted, and when the next try is tried',
    members: ['Lockout.failures', 'Lockout.opens_at', 'ThrottleList.locked_names'],
    alone: true,
    async hold(story) {
      const { service, ask, see, at, wait } = story
      const [username, address] = [story.newName(), newAddress()]
      const id = await service.addUser(username)
      const account = async () => (await ask('GET', `/admin/users/${id}`)).body.lockout.other_addresses
      const lockedNames = async () => (await ask('GET', '/admin/throttle')).body
      for (let failures = 0; failures < 10; failures += 1) {
        see('Lockout', await account(), { failures, opens_at: undefined })
        see('ThrottleList', await lockedNames(), { locked_names: 0 })
        await guess(story, address, username)
      }
      for (const [failures, seconds] of [
        [10, 30],
        [11, 60],
        [12, 120],
      ] as const) {
        see('Lockout', await account(), { failures, opens_at: at(seconds) })
        see('ThrottleList', await lockedNames(), { locked_names: 1 })
        wait(seconds)
        see('Lockout', await account(), { failures, opens_at: undefined })
        await guess(story, address, username)
      }
      for (let made = 0; made < 10; made += 1) await guess(story, address, `${username} of nobody`)
      see('ThrottleList', await lockedNames(), { locked_names: 2 })
    },
  },
  {
    truth: 'an address is locked until ten minutes after the first of its tries',
    members: ['Lockout.failures', 'Lockout.opens_at'],
    alone: true,
    async hold(story) {
      const { ask, see, at, wait } = story
      for (const seconds of [7, 8]) {
        const address = newAddress()
        const opens_at = at(OF_AN_ADDRESS.windowSeconds)
        for (let failures = 0; failures < OF_AN_ADDRESS.tries; failures += 1) {
          if (failures === 1) wait(seconds)
          await guess(story, address, story.newName())
        }
        const ofAddress = async () =>
          (await ask('GET', '/admin/throttle?limit=100')).body.addresses.find((one: { address: string }) => one.address === address)
            ?.lockout
        see('Lockout', await ofAddress(), { failures: OF_AN_ADDRESS.tries, opens_at })
        // What is refused is not counted.
        await guess(story, address, story.newName())
        see('Lockout', await ofAddress(), { failures: OF_AN_ADDRESS.tries, opens_at })
        wait(OF_AN_ADDRESS.windowSeconds)
        see('Lockout', await ofAddress(), { failures: OF_AN_ADDRESS.tries, opens_at: undefined })
        await guess(story, address, story.newName())
        see('Lockout', await ofAddress(), { failures: undefined })
      }
    },
  },
]
