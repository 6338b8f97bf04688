/**
 * The pages of the project as their readers see them: blocks of code, headings and links.
 *
 * @module
 */
import { globSync, readFileSync } from 'node:fs'

export interface Block {
  /** `sh`, `json` and so on; empty where the fence names none. */
  language: string
  /** What stands after the language: the file that the reader writes it to. Blocks of one name are one file. */
  file: string | undefined
  /** Without the indentation of a list that it stands in. */
  text: string
  line: number
  /** The heading above it, of level 2. */
  section: string
  /** The nearest heading above it, of any level. */
  heading: string
}

/** From the root of the project. */
export const readPage = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** Every page that somebody might follow. */
export const pagePaths = (): string[] => globSync(['*.md', 'docs/**/*.md', 'examples/*/README.md', 'sdk/*/README.md']).sort()

const FENCE = /^( *)```(\w*)(?: +(\S+))?\n(.*?)^\1```$/gms

export function blocksOf(path: string): Block[] {
  const page = readPage(path)
  return [...page.matchAll(FENCE)].map(({ index, 1: indent = '', 2: language = '', 3: file, 4: text = '' }) => {
    const above = page.slice(0, index)
    return {
      language,
      file,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: above.split('\n').length,
      section: lastHeading(above, /^## (.*)$/gm),
      heading: lastHeading(above, /^#{2,} (.*)$/gm),
    }
  })
}

/** Blocks of code may have lines that look like one. */
const lastHeading = (text: string, heading: RegExp): string => [...text.replaceAll(FENCE, '').matchAll(heading)].at(-1)?.[1] ?? ''

/** A page without its code, where `#` and `](` are no Markdown. */
const proseOf = (path: string): string => readPage(path).replaceAll(FENCE, '')

/** Where the links of a page lead, but for those to other sites. */
export const linksOf = (path: string): string[] => [...proseOf(path).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, target]) => target!)

/** The anchors of a page, as GitHub makes them of its headings. */
export const anchorsOf = (path: string): string[] =>
  [...proseOf(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
