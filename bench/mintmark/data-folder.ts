import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../../src/config.ts'

/** Not a temporary folder, which may be in memory, where nothing is ever made durable. */
const PARENT = fileURLToPath(new URL('../../.mintmark/', import.meta.url))

/** Where a service under load keeps its data, and the settings that say so. */
export interface DataFolder {
  file: string
  env: Record<string, string>
  remove(): void
}

export function createDataFolder(): DataFolder {
  mkdirSync(PARENT, { recursive: true })
  const folder = mkdtempSync(join(PARENT, 'bench-'))
  const file = join(folder, 'mintmark.db')
  return {
    file,
    // As behind a proxy that ends TLS. All other settings have their defaults.
    env: { DATABASE_URL: `sqlite:${file}`, MINTMARK_ISSUER: 'https://auth.example.com' },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export const configOf = ({ env }: DataFolder) => readConfig({ env, mode: 'serve' }).config
