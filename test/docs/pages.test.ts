// All pages together. Each is linked from the README, each link works, and a test runs or checks each code
// block.
import { existsSync } from 'node:fs'
import { dirname, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { anchorsOf, blocksOf, linksOf, pagePaths, readPage } from '../support/page.ts'

const PACKAGE = JSON.parse(readPage('package.json'))
const pages = pagePaths()

/** Returns the target of a page's link, from the root, and its anchor. */
function leadsTo(page: string, link: string): { path: string; anchor: string | undefined } {
  const [path, anchor] = link.split('#')
  return { path: path === '' ? page : normalize(`${dirname(page)}/${path}`), anchor }
}

test('there is something to check', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/refresh.md', 'sdk/client/README.md']))
  expect(anchorsOf('docs/backup-and-restore.md')).toContain('why-restore-epoch')
})

test.each(['README.md', 'README.ko.md'])('every guide in docs/ is linked from %s, if required', (readme) => {
  const linked = linksOf(readme).map((link) => leadsTo(readme, link).path)
  const guides = pages.filter(
    (page) => /^docs\/[^/]+$/.test(page) && (readme === 'README.md' || blocksOf(page).some(({ language }) => language === 'sh')),
  )
  expect(guides.filter((page) => !linked.includes(page))).toEqual([])
})

test.each(pages)('%s: every link works', (page) => {
  const astray = linksOf(page).filter((link) => {
    const { path, anchor } = leadsTo(page, link)
    return !existsSync(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor))
  })
  expect(astray).toEqual([])
})

test.each(pages)('%s: every script that it names exists', (page) => {
  const text = readPage(page)
  for (const [, script] of text.matchAll(/npm run (?:--silent )?([\w:-]+)\b(?! -w)/g)) expect(PACKAGE.scripts).toHaveProperty(script!)
  const files = [...text.matchAll(/(?<![\w/.-])scripts\/[\w-]+\.\w+/g)].map(([path]) => path)
  expect(files.filter((path) => !existsSync(path))).toEqual([])
})

/** Tests that run or compile a page's code, if they are not named after the page. */
const BESIDES: Record<string, string> = {
  'README.ko.md': 'docs/readme.test.ts',
  'README.md': 'docs/readme.test.ts',
  'docs/backup-and-restore.md': 'process/backup-and-restore.test.ts',
  'docs/in-another-language.md': 'languages/languages.check.ts',
  'examples/shop/README.md': 'browser/example-shop.check.ts',
  'sdk/client/README.md': 'sdk/client-package.test.ts',
  'sdk/verify/README.md': 'docs/page-types.test.ts',
}

test('a test runs every page with code', () => {
  const runBy = (page: string) => BESIDES[page] ?? page.replace(/\.md$/, '.test.ts')
  const withCode = pages.filter((page) => blocksOf(page).length > 0)
  expect(withCode.length).toBeGreaterThan(12)
  expect(withCode.filter((page) => !existsSync(`test/${runBy(page)}`))).toEqual([])
})
