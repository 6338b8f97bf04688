import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DEV_DATABASE_FILE, DEV_FOLDER } from '../../config/service-settings.ts'
import type { Config, ReadConfig } from '../../config.ts'
import { SetUpError } from '../../errors.ts'
import { SealBroken } from '../../keys/signing-key.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { failureOf, why } from '../support/failure.ts'
import { visible } from '../support/terminal.ts'

/**
 * Makes the folder of `dev` if it does not exist.
 *
 * @throws {CommandFailure} if this user may not use the folder, or a file in it.
 */
export function claimDevFolder(): void {
  const { R_OK, W_OK, X_OK } = constants
  try {
    mkdirSync(DEV_FOLDER, { recursive: true, mode: 0o700 })
    accessSync(DEV_FOLDER, R_OK | W_OK | X_OK)
    for (const name of readdirSync(DEV_FOLDER)) accessSync(join(DEV_FOLDER, name), name.endsWith('.secret') ? R_OK : R_OK | W_OK)
  } catch (cause) {
    const { path = DEV_FOLDER } = cause as NodeJS.ErrnoException
    throw new CommandFailure(
      EXIT.refused,
      `\`dev\` keeps its database and its demo secrets in ${visible(resolve(DEV_FOLDER))}, and cannot write to ${visible(resolve(path))} (${why(cause)}).\n` +
        `Run it in a folder that you may write to${existsSync(DEV_FOLDER) ? `; or, if nothing in there is of use, delete it:  rm -r ${DEV_FOLDER}` : ''}`,
      { cause },
    )
  }
}

/**
 * Adds to a failure at the start the advice to delete the folder of `dev` and begin again. Only `dev` can
 * give it: what it stores was made for trying, and can be made again.
 */
export function inDev(error: unknown, { config: { database } }: ReadConfig): unknown {
  const isOfFolder = (error instanceof SetUpError || error instanceof SealBroken) && isOfDev(database)
  if (!isOfFolder) return error
  return new CommandFailure(
    EXIT.refused,
    `${failureOf(error).text}\nOr begin again with nothing, if you can do without what you tried:  rm -r ${DEV_FOLDER}`,
    {
      cause: error,
    },
  )
}

const isOfDev = (database: Config['database']): boolean => database.kind === 'sqlite' && database.file === DEV_DATABASE_FILE
