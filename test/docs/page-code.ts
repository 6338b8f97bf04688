import { readFileSync } from 'node:fs'

/** The blocks of code in `language` below `## section` of a page of docs/, as they stand there. Throws where there is none. */
export function codesOf(page: string, section: string, language: string): [string, ...string[]] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8')
  const below = text.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? ''
  const [first, ...others] = [...below.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block!)
  if (first === undefined) throw new Error(`docs/${page} has no ${language} below ${section}`)
  return [first, ...others]
}
