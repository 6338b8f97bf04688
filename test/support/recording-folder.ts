import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RECORDING_FOLDER } from './recording.ts'

/**
 * Creates one folder for the run, in which every worker records its exchanges. If the environment names a
 * folder, the recording stays there for `scripts/plant-departures.ts`.
 */
export default function setUp(): () => void {
  const given = process.env[RECORDING_FOLDER]
  if (given !== undefined) {
    rmSync(given, { recursive: true, force: true })
    mkdirSync(given, { recursive: true })
    return () => undefined
  }
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-recording-'))
  process.env[RECORDING_FOLDER] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
