// What the start says if a port cannot be used (docs/deploy.md#several-processes-on-one-port).
import { expect, test } from 'vitest'
import { createListener } from '../../src/cli/listen.ts'
import { createLog } from '../../src/log.ts'
import { createTestSystem } from '../support/test-system.ts'

/** A listener on a system that answers `listen` with an error. */
function failing(code: string, reusePort: boolean) {
  const log = createLog('silent', { write: () => {} })
  const issuer = 'http://127.0.0.1:8080'
  const { server, listen } = createListener({ reusePort, issuer, trustedProxies: [], log, system: createTestSystem() })
  server.listen = () => {
    server.emit('error', Object.assign(new Error(code), { code }))
    return server
  }
  return listen('127.0.0.1', 8080)
}

test('without shared ports, the start names the setting and the mend', async () => {
  await expect(failing('ENOTSUP', true)).rejects.toThrow(
    'MINTMARK_REUSE_PORT: It may be on only where processes can share a port, as on Linux and FreeBSD. Leave it out, and give each process a PORT of its own.',
  )
  await expect(failing('ENOTSUP', false)).rejects.toThrow(/correct HOST or PORT/)
})
