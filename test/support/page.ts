/**
 * Reads the project's pages as readers see them: code blocks, headings and links.
 *
 * @module
 */
import { globSync, readFileSync } from 'node:fs'

export interface Block {
  /** The language, such as `sh` or `json`. Empty if the fence names none. */
  language: string
  /**
   * The word after the language: the file that the reader writes the block to. Blocks with the same name form
   * one file.
   */
  file: string | undefined
  /** The code without the indentation of a surrounding list. */
  text: string
  line: number
  /** The level 2 heading above the block. */
  section: string
  /** The nearest heading above the block, of any level. */
  heading: string
}

/** Reads a page by its path from the root of the project. */
export const readPage = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** Returns every page that somebody might follow. */
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

/** Code blocks are removed first, because they may have lines that look like headings. */
const lastHeading = (text: string, heading: RegExp): string => [...text.replaceAll(FENCE, '').matchAll(heading)].at(-1)?.[1] ?? ''

/** Returns a page without its code, in which `#` and `](` are not Markdown. */
const proseOf = (path: string): string => readPage(path).replaceAll(FENCE, '')

/** Returns the targets of a page's links, except those to other sites. */
export const linksOf = (path: string): string[] => [...proseOf(path).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].map(([, target]) => target!)

/** Returns the anchors that GitHub makes of the headings of a page. */
export const anchorsOf = (path: string): string[] =>
  [...proseOf(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
