import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Creates one folder for the run, in which every worker records the responses that it saw. Workers find it in
 * their environment.
 */
export default function setUp(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-seen-'))
  process.env.MINTMARK_TEST_SEEN = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
