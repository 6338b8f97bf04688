import { blocksOf } from '../support/page.ts'

/**
 * Returns the code blocks in `language` below `## section` of a page of docs/, exactly as written. Throws if
 * there is none.
 */
export function codesOf(page: string, section: string, language: string): [string, ...string[]] {
  const [first, ...others] = blocksOf(`docs/${page}`).filter((block) => block.section === section && block.language === language)
  if (first === undefined) throw new Error(`docs/${page} has no ${language} below ${section}`)
  return [first.text, ...others.map(({ text }) => text)]
}
