import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { contract } from '../support/contract.ts'
import { derivedFromRoutes, inventoryOf } from './drift.ts'
import { normalise } from './normalise.ts'

const derived = derivedFromRoutes(contract)

test.each(inventoryOf(contract))('%s is routed as the contract describes it', (operation) => {
  const [method, path] = operation.split(' ') as [string, string]
  expect(normalise(derived.paths[path]?.[method], derived)).toEqual(normalise(contract.paths[path]?.[method], contract))
})

test('the generated routes have no operation that the contract lacks', () => {
  expect(inventoryOf(derived).sort()).toEqual(inventoryOf(contract).sort())
})

test('the JSON contract equals the YAML contract', async () => {
  expect(JSON.parse(await readFile('generated/openapi.json', 'utf8'))).toEqual(contract)
})
