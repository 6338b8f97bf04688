// Two validators load the contract as the service serves it, accept what is right and find what is not.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { sqlite } from '../support/databases.ts'
import type { World } from './calls.ts'
import { FOLDER } from './generators.ts'
import type { Readers } from './readers.ts'
import { startWorld } from './world.ts'

const FORM = 'application/x-www-form-urlencoded'
const TOKENS = { access_token: 'x', token_type: 'bearer', expires_in: 900, scope: 'data:read' }
const json = (body: object, status = 200) => ({ status, type: 'application/json', body })

let world: Omit<World, 'client'>
let readers: Readers
let contract: object
beforeAll(async () => {
  world = await startWorld(await sqlite.fresh(), { ownIssuer: true })
  // Its packages are not there before scripts/check-generators.sh has installed them.
  readers = (await import(join(FOLDER, 'readers', 'validators.ts'))) as Readers
  contract = (await world.service.get('/openapi.json')).body
})
afterAll(() => world.service.stop())

describe('express-openapi-validator', () => {
  let express: Awaited<ReturnType<Readers['behindExpress']>>
  beforeAll(async () => {
    express = await readers.behindExpress(contract, {
      'POST /token': json(TOKENS),
      'POST /token/refresh': { status: 401, type: 'application/problem+json', body: { detail: 'Not authenticated' } },
      'POST /login': json({ ...TOKENS, expires_in: '900' }),
    })
  })
  afterAll(() => express.close())
  const post = async (path: string, body: URLSearchParams | object | null) => {
    const isForm = body === null || body instanceof URLSearchParams
    const init = isForm ? { body } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    return (await fetch(`${express.url}${path}`, { method: 'POST', ...init })).status
  }

  test('accepts forms, no form, and a Problem where two bodies are declared', async () => {
    expect(await post('/token', new URLSearchParams({ username: 'alice', password: 'x' }))).toBe(200)
    expect(await post('/token/refresh', null)).toBe(401)
  })

  test('refuses a form without its parameters, and JSON that breaks its schema', async () => {
    expect(await post('/token', new URLSearchParams({ nothing: 'x' }))).toBe(400)
    expect(await post('/login', { username: 1 })).toBe(400)
  })

  test('finds an answer that breaks the contract', async () => expect(await post('/login', { username: 'alice', password: 'x' })).toBe(500))
})

test('express-openapi-validator refuses the contract as it is written, for its relative tokenUrl', async () => {
  const express = await readers.behindExpress(parse(readFileSync('openapi/openapi.yaml', 'utf8')), {})
  expect((await fetch(`${express.url}/protected`)).status).toBe(500)
  express.close()
})

describe('openapi-backend', () => {
  let backend: Awaited<ReturnType<Readers['backendOf']>>
  beforeAll(async () => {
    backend = await readers.backendOf(contract)
  })

  test('accepts a form, and an answer', () => {
    expect(backend.requestErrors('post', '/token', { username: 'alice', password: 'x' }, FORM)).toEqual([])
    expect(backend.requestErrors('post', '/token/refresh', {}, FORM)).toEqual([])
    expect(backend.answerErrors({ message: 'Protected route' }, 'getProtected')).toEqual([])
  })

  test('finds what breaks the contract', () => {
    expect(backend.requestErrors('post', '/token', { nothing: 'x' }, FORM)).not.toEqual([])
    expect(backend.requestErrors('post', '/login', { username: 1 }, 'application/json')).not.toEqual([])
    expect(backend.answerErrors({ message: 'Hello' }, 'getProtected')).not.toEqual([])
  })
})
