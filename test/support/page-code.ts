import { readFileSync } from 'node:fs'

/** The first block of code in `language` below `## section` of a page of docs/, as it stands there. Throws where there is none. */
export function codeOf(page: string, section: string, language: string): string {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8')
  const below = text.split(/^## /m).find((part) => part.startsWith(`${section}\n`))
  const block = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(below ?? '')?.[1]
  if (block === undefined) throw new Error(`docs/${page} has no ${language} below ${section}`)
  return block
}
