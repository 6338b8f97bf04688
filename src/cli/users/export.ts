import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import type { User } from '../../accounts/user.ts'
import { createEventStore } from '../../data/events.ts'
import { makeNewFile } from '../../data/new-file.ts'
import { createUserStore } from '../../data/users.ts'
import { interruption, orBroken } from '../support/interruption.ts'
import { makingFile } from '../support/new-file.ts'
import { byCommand, pagesOf } from '../support/store-access.ts'
import { type Terminal, visible } from '../support/terminal.ts'
import { withDatabase } from '../with-database.ts'

export function addUsersExport(users: Command, terminal: Terminal): void {
  users
    .command('export')
    .argument('<file>', 'the file to write; it must not exist yet')
    .summary('write the accounts to a file')
    .description(
      'Writes the accounts to a new file that only its owner may open, one JSON object per line, by name. ' +
        'With `--with-hashes` the file is what `users import` reads, and is worth as much as the passwords. ' +
        'An event says that it was done. Accounts that are made meanwhile may be missing.',
    )
    .option('--with-hashes', 'also write the hashes of the passwords')
    .option('--json', 'print what was done as JSON')
    .action(async (to: string, { withHashes = false, json }: { withHashes?: boolean; json?: true }) => {
      const broken = interruption('No file was written.')
      let count = 0
      await withDatabase(async (database) => {
        const store = createUserStore(database)
        const pages = pagesOf<User>((last, limit) => store.list({ limit, afterUsernameKey: last?.usernameKey }))
        async function* lines() {
          for await (const page of pages) {
            count += page.length
            yield page.map((user) => `${JSON.stringify(exportedUser(user, withHashes))}\n`).join('')
          }
        }
        const write = (draft: string) =>
          pipeline(Readable.from(lines()), createWriteStream(draft), { signal: broken }).catch(orBroken(broken))
        await makingFile(to, () =>
          makeNewFile(to, async (draft) => {
            // First, so that no file is without its event, even after a crash.
            await createEventStore(database).record([{ type: withHashes ? 'password_hashes_exported' : 'users_exported', ...byCommand() }])
            await write(draft)
          }),
        )
      })
      terminal.print(json ? JSON.stringify({ file: to, users: count, withHashes }) : sentence(to, count, withHashes))
    })
}

/** The members are those of an import (docs/import-and-apply.md). */
const exportedUser = ({ username, passwordHash, scope, disabledAtMs }: User, withHashes: boolean) => ({
  username,
  ...(withHashes ? { password_hash: passwordHash } : {}),
  scope,
  disabled: disabledAtMs !== null,
})

const sentence = (to: string, count: number, withHashes: boolean): string =>
  `${count === 1 ? '1 account was' : `${count} accounts were`} written to ${visible(to)}, ${
    withHashes
      ? 'with the hashes of their passwords. Keep the file as secret as the passwords.'
      : 'without passwords, so they cannot be imported from it.'
  }`
