import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Shipped } from './shipped-packages.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/**
 * Returns the bill of materials (CycloneDX) of all shipped packages, from `npm sbom` and their part of the
 * lock file. It has no time and no serial number, so two builds give the same text.
 */
export async function billOfMaterials({ direct, packages }: Shipped): Promise<string> {
  const { name, version, license, description } = JSON.parse(await readFile(resolve(ROOT, 'package.json'), 'utf8'))
  const manifest = { name, version, license, description, dependencies: direct }
  const lock = { name, version, lockfileVersion: 3, requires: true, packages: { '': manifest, ...asProduction(packages) } }
  const temporary = await mkdtemp(join(tmpdir(), 'mintmark-sbom-'))
  // npm names the application after its folder (findings/npm-sbom-names-the-folder.sh).
  const folder = join(temporary, name)
  try {
    await mkdir(folder)
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock))
    const format = ['--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application']
    const { stdout } = await promisify(execFile)('npm', ['sbom', ...format], { cwd: folder, shell: process.platform === 'win32' })
    const { serialNumber: _, metadata, ...bill } = JSON.parse(stdout)
    const { timestamp: __, ...timeless } = metadata
    return `${JSON.stringify({ ...bill, metadata: timeless }, null, 2)}\n`
  } finally {
    await rm(temporary, { recursive: true })
  }
}

/** Removes the marks of packages that only developers need: all these packages are shipped. */
const asProduction = (packages: Shipped['packages']) =>
  Object.fromEntries([...packages].map(([path, locked]) => [path, { ...locked, dev: undefined }]))
