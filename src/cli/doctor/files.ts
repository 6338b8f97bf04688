import { statSync } from 'node:fs'
import type { SettingSource } from '../../config/read-values.ts'
import type { Config } from '../../config.ts'
import { secretFileOf } from '../../ops/secret-file.ts'
import { errorOf, type Finding, warningOf } from './finding.ts'

/** A file that only the service needs to read. */
export interface PrivateFile {
  path: string
  holds: string
  mode: number
  /** Mintmark made it with mode 0600. Other files may be of a group, as those that Kubernetes mounts. */
  isOwn: boolean
}

/** Looks at the files with secrets, and at those of an embedded database. Windows has no such modes. */
export function checkFiles({ database }: Pick<Config, 'database'>, sources: readonly SettingSource[]): Finding[] {
  if (process.platform === 'win32') return []
  const given = sources.flatMap(({ path, variable }) => (path === undefined ? [] : [{ path, holds: variable, isOwn: false }]))
  const embedded =
    database.kind === 'sqlite'
      ? [
          { path: secretFileOf(database.file), holds: 'the service secret', isOwn: true },
          { path: database.file, holds: 'the database', isOwn: false },
          { path: `${database.file}-wal`, holds: 'the write-ahead log of the database', isOwn: false },
        ]
      : []
  return [...given, ...embedded].flatMap((file) => {
    const mode = statSync(file.path, { throwIfNoEntry: false })?.mode
    return mode === undefined ? [] : fileFindings({ ...file, mode })
  })
}

export function fileFindings({ path, holds, mode, isOwn }: PrivateFile): Finding[] {
  const mend = `chmod ${isOwn ? '600' : 'o='} ${path}`
  if ((mode & 0o007) !== 0) return [errorOf('files', `Every user of this machine may open ${path}, which holds ${holds}.`, mend)]
  if (isOwn && (mode & 0o070) !== 0) return [warningOf('files', `A group may open ${path}, which holds ${holds}.`, mend)]
  return []
}
