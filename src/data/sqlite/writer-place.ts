import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { randomId, realSystem } from '../../system.ts'
import type { WriterPlace } from './storage.ts'

/**
 * On a slower disk, an fsync on the main thread would delay every request. On a faster one, messages cost
 * more.
 */
const SLOW_FSYNC_MS = 1
const FSYNCS = 5
const PAGE_BYTES = 4096

/** Chooses the writer's thread by the disk that `file` is on. */
export const chooseWriter = (file: string): WriterPlace => (fsyncMs(file) >= SLOW_FSYNC_MS ? 'worker' : 'main')

/**
 * Returns the median time of a few small fsyncs beside `file`. It is 0 if none can be made there: then
 * nothing will be written either.
 */
export function fsyncMs(file: string): number {
  const probe = `${file}.fsync-${randomId(realSystem)}`
  let descriptor: number
  try {
    descriptor = openSync(probe, 'wx', 0o600)
  } catch {
    return 0
  }
  try {
    const page = Buffer.alloc(PAGE_BYTES)
    const times = Array.from({ length: FSYNCS }, () => timeOf(() => fsyncSync(writeAndReturn(descriptor, page))))
    return times.sort((a, b) => a - b)[Math.floor(FSYNCS / 2)]!
  } catch {
    return 0
  } finally {
    closeSync(descriptor)
    unlinkSync(probe)
  }
}

function writeAndReturn(descriptor: number, page: Buffer): number {
  writeSync(descriptor, page)
  return descriptor
}

function timeOf(action: () => void): number {
  const start = performance.now()
  action()
  return performance.now() - start
}
