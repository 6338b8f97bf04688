// Each generator reads the contract, its code compiles under `strict`, and its client makes the 25 calls.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqlite } from '../support/databases.ts'
import { ISSUER } from '../support/service.ts'
import type { CreateApi } from './api.ts'
import { CALLS, type World } from './calls.ts'
import { CONTRACT, FOLDER, GENERATORS, generate, run, versionOf } from './generators.ts'
import { startWorld } from './world.ts'

/** Calls that a client cannot make, by generator. The finding shows the fault without our contract. */
const EXCUSED: Record<string, Record<string, string>> = {
  oazapfts: { 'a service, with Basic and two resources': 'findings/oazapfts-form-list.sh' },
}

let world: Omit<World, 'client'>
/** The complaints of the compiler about all clients, a line each. */
let complaints: string[]
beforeAll(async () => {
  world = await startWorld(await sqlite.fresh())
  const failed: string[] = []
  for (const generator of GENERATORS) await generate(generator).catch((error: Error) => failed.push(`${generator.name}: ${error.message}`))
  expect(failed).toEqual([])
  const said = await run(['tsc', '-p', '.']).catch(({ stdout }: { stdout: string }) => stdout)
  complaints = said.match(/^\S.*/gm) ?? []
})
afterAll(() => world.service.stop())

/** True if the compiler's line is about the code of this generator, or about the files that it needs. */
const isAbout = (name: string, line: string) =>
  [`clients/${name}.ts`, `generated/${name}/`, `config/${name}`].some((beginning) => line.startsWith(beginning))

test('there are 25 calls, with a name each', () => {
  expect(new Set(CALLS.map(({ name }) => name)).size).toBe(25)
})

describe.each(GENERATORS)('$name', ({ name }) => {
  test('its client compiles under strict', () => {
    expect(complaints.filter((line) => isAbout(name, line))).toEqual([])
  })

  test.each(CALLS)('$name', async ({ name: call, make, status, body }) => {
    // The client is not there before it is generated.
    const { createApi } = (await import(join(FOLDER, 'clients', `${name}.ts`))) as { createApi: CreateApi }
    const client = (authorization?: string) => createApi(world.service.url, authorization === undefined ? {} : { authorization })
    const answer = await make({ ...world, client })
    const finding = EXCUSED[name]?.[call]
    if (finding !== undefined) {
      expect(answer.status, `${finding} no longer holds`).not.toBe(status)
      return
    }
    expect(answer.status, JSON.stringify(answer.body)).toBe(status)
    if (body !== undefined) expect(answer.body).toMatchObject(body)
  })
})

test('a client generated from the URL of the contract calls the issuer', async () => {
  const file = 'generated/from-url.ts'
  await run(['oazapfts', `${world.service.url}/openapi.json`, file])
  expect(readFileSync(join(FOLDER, file), 'utf8')).toContain(`baseUrl: "${ISSUER}"`)
})

test('at most one generator has an excuse, which is a finding', () => {
  expect(Object.keys(EXCUSED).length).toBeLessThanOrEqual(1)
  for (const finding of Object.values(EXCUSED).flatMap(Object.values)) expect(readFileSync(finding, 'utf8')).toContain('Expected:')
})

test('the compiler has no complaint about anything else', () => {
  expect(complaints.filter((line) => !GENERATORS.some(({ name }) => isAbout(name, line)))).toEqual([])
})

const page = readFileSync('docs/generate-a-client.md', 'utf8')

test.each(GENERATORS)('docs/generate-a-client.md: $name has its version, its calls and its command', ({ name, package: pack, command }) => {
  const excused = Object.keys(EXCUSED[name] ?? {}).length
  expect(page).toMatch(new RegExp(`^\\| ${pack} ${versionOf(pack)}\\b.*\\| ${CALLS.length - excused} of ${CALLS.length} \\|`, 'm'))
  expect(page).toContain(`npx ${command.join(' ').replace(CONTRACT, 'http://127.0.0.1:8080/openapi.json')}\n`)
})

test.each(['@stoplight/prism-cli', 'express-openapi-validator', 'openapi-backend'])(
  'docs/generate-a-client.md: %s has its version',
  (pack) => {
    expect(page).toContain(`**${pack} ${versionOf(pack)}**`)
  },
)
