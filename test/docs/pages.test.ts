// All pages together: each is found from the README, each link leads somewhere, and each block of code is run or checked by some test.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { anchorsOf, blocksOf, linksOf, pagePaths, readPage } from '../support/page.ts'

const PACKAGE = JSON.parse(readPage('package.json'))
const pages = pagePaths()

/** Where a link of a page leads, from the root, and its anchor. */
function leadsTo(page: string, link: string): { path: string; anchor: string | undefined } {
  const [path, anchor] = link.split('#')
  return { path: path === '' ? page : normalize(`${dirname(page)}/${path}`), anchor }
}

test('there is something to check', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/refresh.md', 'sdk/client/README.md']))
  expect(anchorsOf('docs/backup-and-restore.md')).toContain('why-restore-epoch')
})

test.each(['README.md', 'README.ko.md'])('every page of docs/ is found from %s, where it has to be', (readme) => {
  const linked = linksOf(readme).map((link) => leadsTo(readme, link).path)
  const guides = pages.filter(
    (page) => /^docs\/[^/]+$/.test(page) && (readme === 'README.md' || blocksOf(page).some(({ language }) => language === 'sh')),
  )
  expect(guides.filter((page) => !linked.includes(page))).toEqual([])
})

test.each(pages)('%s: every link leads somewhere', (page) => {
  const astray = linksOf(page).filter((link) => {
    const { path, anchor } = leadsTo(page, link)
    return !existsSync(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor))
  })
  expect(astray).toEqual([])
})

test.each(pages)('%s: every script that it names is there', (page) => {
  for (const [, script] of readPage(page).matchAll(/npm run (?:--silent )?([\w:-]+)(?! -w)/g))
    expect(PACKAGE.scripts).toHaveProperty(script!)
})

/** Pages with code that no test runs, and why. */
const NOT_RUN: Record<string, string> = {
  'docs/deploy.md': 'it wants a container engine and a cluster; scripts/check-image.sh runs the image as it says',
}

describe('every page with code is run by a test', () => {
  const tests = globSync(['test/**/*.ts']).map((path) => readFileSync(path, 'utf8'))
  const withCode = pages.filter((page) => blocksOf(page).length > 0)

  test.each(withCode)('%s', (page) => {
    const isNamed = tests.some((text) => text.includes(`'${page}'`) || text.includes(`'${page.replace('docs/', '')}'`))
    expect(isNamed || page in NOT_RUN).toBe(true)
  })

  test('and none is listed in vain', () => {
    for (const page of Object.keys(NOT_RUN)) expect(withCode).toContain(page)
  })
})
