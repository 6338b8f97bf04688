// The workflows of openapi/workflows.arazzo.yaml run against the service, and the pages show their steps.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { parse } from 'yaml'
import { sqlite } from '../support/databases.ts'
import { onDatabase } from '../support/fixtures.ts'
import { PASSWORD } from '../support/service.ts'

const FILE = 'openapi/workflows.arazzo.yaml'

interface Workflow {
  workflowId: string
  steps: { stepId: string; description: string; operationId: string }[]
}
const { workflows } = parse(readFileSync(FILE, 'utf8')) as { workflows: Workflow[] }

/** The page that shows the steps of each workflow. */
const PAGES: Record<string, string> = {
  person: 'docs/refresh.md',
  service: 'docs/service-to-service.md',
  secretRotation: 'docs/rotate-keys.md',
}

const test = onDatabase(sqlite)

/** Runs one workflow. Returns what the command printed, and whether every step was as the workflow says. */
async function respect(url: string, workflow: string, inputs: Record<string, string>) {
  const input = Object.entries(inputs).map(([name, value]) => `${name}=${value}`)
  const args = ['respect', FILE, '--workflow', workflow, '--server', `mintmark=${url}`, ...input.flatMap((one) => ['--input', one])]
  const env = { ...process.env, NODE_OPTIONS: '', REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const ran = promisify(execFile)(process.execPath, ['node_modules/.bin/redocly', ...args], { env })
  return ran.then(
    ({ stdout, stderr }) => ({ passed: true, said: `${stdout}${stderr}` }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({ passed: false, said: `${stdout}${stderr}` }),
  )
}

test('a person logs in, refreshes, is refused a used token, logs out', async ({ service, alice }) => {
  const { passed, said } = await respect(service.url, 'person', { username: alice.username, password: PASSWORD })
  expect(passed, said).toBe(true)
})

test('a service gets a token, uses it and gives it up', async ({ service }) => {
  const secret = await service.addClient('stock', { scope: ['data:read'] })
  const { passed, said } = await respect(service.url, 'service', { client_id: 'stock', client_secret: secret })
  expect(passed, said).toBe(true)
})

test('a client gets a new secret without a refused request', async ({ service, admin }) => {
  const { passed, said } = await respect(service.url, 'secretRotation', { admin_token: admin.token, client_id: 'billing' })
  expect(passed, said).toBe(true)
})

test('a step that is not as the workflow says fails', async ({ service, alice }) => {
  const { passed, said } = await respect(service.url, 'person', { username: alice.username, password: 'wrong' })
  expect(passed).toBe(false)
  expect(said).toContain('logIn')
})

test.for(workflows)('$workflowId: its page shows its steps', ({ workflowId, steps }) => {
  const page = readFileSync(PAGES[workflowId]!, 'utf8')
  const shown = steps.map(({ description, operationId }, index) => `${index + 1}. \`${operationId}\`: ${description}`)
  expect(page).toContain(shown.join('\n'))
})
