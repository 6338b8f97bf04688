import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { makeSqliteTemplate } from '../support/global-setup.ts'

/** Tests run on SQLite alone. */
export default async function setUp(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-mutants-'))
  project.provide('sqliteTemplate', await makeSqliteTemplate(folder))
  project.provide('postgresUrl', null)
  project.provide('postgresInMemory', false)
  return () => rmSync(folder, { recursive: true, force: true })
}
