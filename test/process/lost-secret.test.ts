// A secret is shown only once. If nobody can have read it, the command must not report success.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROGRAM } from '../support/program.ts'
import { folderWithAlice, mintmark, start } from './mintmark.ts'

/**
 * Where the output of each command goes. In "read by nobody" the reader of the pipe ends before the command
 * writes.
 */
const SENT: Record<string, string> = {
  closed: 'mintmark "$@" >&-',
  'sent to a full disk': 'mintmark "$@" >/dev/full',
  'read by nobody':
    '{ read -r _ <gone; mintmark "$@"; echo "$?" >code; } | { exec <&-; echo gone >gone; }; read -r code <code; exit "$code"',
}

const sent = (folder: string, where: string, args: string): Promise<{ code: number; stderr: string }> => {
  const script = `rm -f gone code; mkfifo gone; mintmark() { '${process.execPath}' '${PROGRAM}' "$@"; }; ${SENT[where]}`
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['--norc', '-c', script, 'bash', ...args.split(' ')],
      { cwd: folder, env: { PATH: process.env.PATH } },
      (error, _, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stderr }),
    )
  })
}

const COMMANDS: [string, string][] = [
  ['clients add orders', 'mintmark clients rotate-secret orders'],
  ['clients rotate-secret orders', 'mintmark clients rotate-secret orders'],
  ['users add bob --generate --json', 'mintmark users passwd usr_'],
  ['users passwd alice --generate', 'mintmark users passwd usr_'],
  ['users passwd alice --one-time', 'mintmark users passwd usr_'],
  ['token issue --user alice', 'mintmark token issue'],
  ['apply -f one.yaml', 'mintmark clients rotate-secret one'],
  ['apply -f two.yaml --json', 'mintmark clients rotate-secret two'],
]

// Only Linux has /dev/full.
const everywhere = process.platform === 'linux' ? Object.keys(SENT) : ['closed', 'read by nobody']

test.each(everywhere)('with an output %s, a command says the secret is lost (G 4)', async (where) => {
  const folder = await folderWithAlice()
  for (const name of ['one', 'two']) writeFileSync(join(folder, `${name}.yaml`), `clients: [{id: ${name}}]`)
  const service = await start(folder, 'serve')
  service.signal('SIGTERM')
  await service.exit()
  for (const [args, mend] of COMMANDS) {
    const { code, stderr } = await sent(folder, where, args)
    expect({ args, code, stderr }).toMatchObject({
      args,
      code: 6,
      stderr: expect.stringMatching(/^Done, but the secret could not be shown/m),
    })
    expect(stderr).toContain(mend)
    expect(stderr).not.toMatch(/mcs_|mot_|eyJ|\n {4}at /)
  }
  const { stdout } = await mintmark(folder, ['clients', 'list', '--json'])
  expect(JSON.parse(stdout)).toHaveLength(3)
})

test('a list that nobody reads to its end is not an error', async () => {
  expect(await sent(await folderWithAlice(), 'read by nobody', 'users list')).toEqual({ code: 0, stderr: '' })
})

// Only Linux has /dev/full.
test.skipIf(process.platform !== 'linux')('a list that cannot be written is reported in a sentence', async () => {
  expect(await sent(await folderWithAlice(), 'sent to a full disk', 'users list')).toEqual({
    code: 1,
    stderr: 'Standard output cannot be written (ENOSPC).\n',
  })
})
