import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Shipped } from './shipped-packages.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const RULE = '-'.repeat(80)

const HEAD = `Mintmark contains, or is installed with, the packages below. Each is named with its version and the licence
that it declares, and followed by the texts that come with it. sbom.cdx.json has the same packages for programs.
`

const ELSEWHERE = 'For another platform than the one on which this file was made. The text comes with the package.'

/**
 * Returns the licences of all shipped packages, as a text for people. A package for another platform is not
 * on this machine, so it is named without its text.
 *
 * @throws {Error} if a package has no text: its licence may demand one.
 */
export function thirdPartyNotices({ packages }: Pick<Shipped, 'packages'>): string {
  const sections: string[] = []
  for (const [path, { version, license }] of packages) {
    const name = path.replace(/^.*node_modules\//, '')
    const texts = existsSync(join(ROOT, path)) ? textsOf(path) : [ELSEWHERE]
    sections.push(`${RULE}\n${name} ${version} (${license})\n${RULE}\n\n${texts.join('\n\n')}\n`)
  }
  return [HEAD, ...sections].join('\n')
}

/**
 * Returns the licences and notices of a package, and of the code that it includes. Equal texts are given
 * once.
 */
function textsOf(path: string): string[] {
  const names = globSync(['*', '*/*'], { cwd: join(ROOT, path), exclude: (name) => name === 'node_modules' })
    .filter((name) => /(^|[/\\.])(licen[cs]e|notice|copying)([.-]\w+)*$/i.test(name))
    .sort()
  const texts = names.map((name) =>
    readFileSync(join(ROOT, path, name), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim(),
  )
  return texts.length > 0 ? [...new Set(texts)] : [withoutFile(path)]
}

/**
 * Returns the licence of a package without a licence file, from its README. For MIT, the common text with the
 * author's name will do.
 */
function withoutFile(path: string): string {
  const readme = globSync('[Rr][Ee][Aa][Dd][Mm][Ee]*', { cwd: join(ROOT, path) })[0]
  const text = readme === undefined ? '' : readFileSync(join(ROOT, path, readme), 'utf8')
  const section = /^(?:#+ *)?licen[cs]e\b[^\n]*\n([\s\S]*)/im.exec(text)?.[1]?.trim()
  if (section?.includes('Permission is hereby granted')) return section
  const { name, license, author } = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'))
  if (license !== 'MIT')
    throw new Error(`${path} has no licence text, and is not under MIT: give it one in scripts/build/third-party-notices.ts`)
  return `Copyright (c) ${author?.name ?? author ?? `the authors of ${name}`}\n\n${readFileSync(join(ROOT, 'LICENSE'), 'utf8')
    .replace(/^[\s\S]*?(?=Permission)/, '')
    .trim()}`
}
