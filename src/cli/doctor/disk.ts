import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from '../../errors/system-words.ts'
import { errorOf, type Finding, warningOf } from './finding.ts'

export interface Disk {
  folder: string
  /** The magic number of the file system (statfs(2)). */
  type: number
  freeBytes: number
  totalBytes: number
}

const MIB = 1024 ** 2
const FULL_BYTES = 64 * MIB
const LOW_BYTES = 1024 * MIB
const LOW_PART = 0.05

/** Names as statfs(2) has them. Other systems than Linux have other numbers. */
const NETWORK_FILE_SYSTEMS = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
])

/** Looks at the disk of a database file. It must exist. */
export function checkDisk(file: string): Finding[] {
  const folder = dirname(file)
  try {
    const { type, bavail, blocks, bsize } = statfsSync(folder)
    return diskFindings({ folder, type, freeBytes: bavail * bsize, totalBytes: blocks * bsize })
  } catch (error) {
    // Some sandboxes do not have this call.
    if (codeOf(error) === undefined) throw error
    return []
  }
}

export function diskFindings({ folder, type, freeBytes, totalBytes }: Disk): Finding[] {
  const free = `The disk of ${folder} has ${Math.floor(freeBytes / MIB)} MiB left.`
  const makeRoom = 'Make room on it. Without room, nobody can log in or refresh.'
  const network = process.platform === 'linux' ? NETWORK_FILE_SYSTEMS.get(type >>> 0) : undefined
  const isLow = freeBytes < LOW_BYTES && freeBytes < totalBytes * LOW_PART
  return [
    ...(network === undefined
      ? []
      : [
          errorOf(
            'disk',
            `${folder} is on a network file system (${network}). SQLite needs locks and shared memory that it does not have, and the file can be damaged.`,
            'Put the file on a local disk, or use PostgreSQL.',
          ),
        ]),
    ...(freeBytes < FULL_BYTES ? [errorOf('disk', free, makeRoom)] : isLow ? [warningOf('disk', free, makeRoom)] : []),
  ]
}
