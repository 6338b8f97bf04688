// The workflow of a release grants no more than it needs, and publishes what the tag names.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from './manifests.ts'

interface Job {
  permissions: Record<string, string>
  steps: { uses?: string; run?: string }[]
}

const text = readFileSync(join(ROOT, '.github/workflows/release.yaml'), 'utf8')
const workflow: { permissions: object; jobs: Record<string, Job> } = parse(text)
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

test('every action is pinned by a commit, with its version beside it', () => {
  const uses = text.split('\n').filter((line) => /^\s*-? ?uses:/.test(line))
  expect(uses.length).toBeGreaterThan(4)
  for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test('each job has only the permissions that it uses', () => {
  expect(workflow.permissions).toEqual({})
  expect(Object.fromEntries(Object.entries(workflow.jobs).map(([name, { permissions }]) => [name, permissions]))).toEqual({
    check: { contents: 'read' },
    image: { contents: 'read', packages: 'write' },
    sign: { contents: 'read', packages: 'write', 'id-token': 'write', attestations: 'write' },
    packages: { contents: 'write', 'id-token': 'write', attestations: 'write' },
  })
})

test('every script that the workflow runs exists', () => {
  const scripts = [...text.matchAll(/scripts\/[\w/.-]+\.sh/g)].map(([path]) => path)
  expect(new Set(scripts).size).toBe(5)
  expect(scripts.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})

test('no expression is pasted into a command', () => {
  const commands = Object.values(workflow.jobs).flatMap(({ steps }) => steps.map(({ run }) => run ?? ''))
  expect(commands.filter((command) => command.includes('${{'))).toEqual([])
})

test('a tag that is not the version of all packages publishes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-notes-'))
  const CHANGELOG = join(folder, 'CHANGELOG.md')
  writeFileSync(CHANGELOG, `# Changelog\n\n## [Unreleased]\n\nlater\n\n## [${version}] - 2026-12-01\n\nthis one\n\n## [0.0.1]\n\nearlier\n`)
  const notes = (tag: string) =>
    spawnSync(join(ROOT, 'scripts/release/notes.sh'), [tag], { encoding: 'utf8', env: { ...process.env, CHANGELOG } })
  expect(notes(`v${version}`)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\n*this one\n+$/) })
  expect(notes(version)).toMatchObject({ status: 1, stdout: '' })
  expect(notes('v99.0.0').stderr).toContain('package.json does not have the version 99.0.0')
  writeFileSync(CHANGELOG, '# Changelog\n\n## [Unreleased]\n\nlater\n')
  expect(notes(`v${version}`).stderr).toContain('no section')
  rmSync(folder, { recursive: true })
})

test('the labels name version, commit and sources', () => {
  const env = { ...process.env, GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'example/mintmark' }
  const labels = execFileSync(join(ROOT, 'scripts/release/labels.sh'), { encoding: 'utf8', env })
  expect(labels).toContain(`--label=org.opencontainers.image.version=${version}\n`)
  expect(labels).toMatch(/^--label=org\.opencontainers\.image\.revision=([0-9a-f]{40}|unknown)$/m)
  expect(labels).toContain('--label=org.opencontainers.image.source=https://github.com/example/mintmark\n')
})
