import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What the code of pages imports besides this project's packages. */
const OTHERS = ['@hono', '@types', 'express', 'fastify', 'hono', 'jose', 'react']
const OWN = ['client', 'verify']

/**
 * Provides packages to the code of a page. This project's own packages come from their sources, which Node
 * runs directly.
 */
export function layPackages(folder: string): void {
  const packages = join(folder, 'node_modules')
  mkdirSync(packages)
  for (const name of OTHERS) symlinkSync(join(ROOT, 'node_modules', name), join(packages, name))
  for (const name of OWN) {
    const own = join(packages, '@mintmark', name)
    mkdirSync(own, { recursive: true })
    symlinkSync(join(ROOT, 'sdk', name, 'src'), join(own, 'src'))
    const manifest = readFileSync(join(ROOT, 'sdk', name, 'package.json'), 'utf8')
    writeFileSync(join(own, 'package.json'), manifest.replaceAll(/\.\/dist\/(\w+)(?:\.d\.ts|\.js)/g, './src/$1.ts'))
  }
}
