/**
 * Runs the services of `docs/protect-a-service.md` as written, except for two addresses.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { temporaryFolder } from '../process/mintmark.ts'
import { layPackages } from '../support/page-packages.ts'
import { codesOf } from './page-code.ts'

export const PAGE = 'protect-a-service.md'
export const PAGE_AUDIENCE = 'https://orders.example.com'

/** Returns the page's code for an issuer at `issuerUrl`. */
const codeFor = (section: string, language: string, issuerUrl: string, port: number) =>
  codesOf(PAGE, section, language)[0].replace('http://127.0.0.1:8080', issuerUrl).replace('3000', String(port))

export interface PageService {
  url: string
  /** Returns everything printed so far. */
  said(): string
}

/** Starts a command and waits until it answers at `url`. It ends with the test. */
async function serving(url: string, command: string, args: string[], cwd: string): Promise<PageService> {
  const child = spawn(command, args, { cwd, env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(`It ended:\n${output}`)
      await fetch(url)
    },
    { timeout: 60_000, interval: 50 },
  )
  return { url, said: () => output }
}

/** Starts the page's JavaScript service below `section`. */
export async function startPageService(section: string, issuerUrl: string): Promise<PageService> {
  const [folder, port] = [temporaryFolder(), await freePort()]
  layPackages(folder)
  writeFileSync(join(folder, 'server.mjs'), codeFor(section, 'js', issuerUrl, port))
  return serving(`http://localhost:${port}`, process.execPath, ['server.mjs'], folder)
}

/**
 * Starts the page's Python service with Debian's own Python, because another Python may lack FastAPI. `more`
 * is added after the page's code.
 */
export async function startPythonService(issuerUrl: string, more = ''): Promise<PageService> {
  const [folder, port] = [temporaryFolder(), await freePort()]
  writeFileSync(join(folder, 'main.py'), codeFor('FastAPI', 'python', issuerUrl, port) + more)
  return serving(`http://127.0.0.1:${port}`, '/usr/bin/python3', ['-m', 'uvicorn', 'main:app', '--port', String(port)], folder)
}
