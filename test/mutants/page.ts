import { readFileSync, writeFileSync } from 'node:fs'
import type { FileScore, Judged } from './score.ts'

const PAGE = 'docs/mutants.md'

/** Writes the part of a room, between its two comments. The rest of the page is written by hand. */
export function writePage(room: string, { files, score }: Judged): void {
  const [start, end] = [`<!-- ${room} -->`, `<!-- /${room} -->`]
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = page.split(start)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} needs ${start} and ${end}.`)
  const text = [`${score} % of the mutants outside of pure rules were killed.`, table(files), ...files.flatMap(survivorsOf)].join('\n\n')
  writeFileSync(PAGE, `${before}${start}\n\n${text}\n\n${end}${after}`)
}

const table = (files: readonly FileScore[]): string =>
  [
    '| file | mutants | killed | equivalent | score |',
    '|---|---:|---:|---:|---:|',
    ...files.map(
      ({ file, isPure, mutants, killed, equivalent, score }) =>
        `| ${nameOf(file)}${isPure ? ' (pure rule)' : ''} | ${mutants} | ${killed} | ${equivalent} | ${score} % |`,
    ),
  ].join('\n')

/** Lists the survivors of a file, each as the changed line. */
function survivorsOf({ file, survivors }: FileScore): string[] {
  if (survivors.length === 0) return []
  const lines = survivors.map(({ mutant: { line, is }, listed }) => {
    const reason = listed === undefined ? 'no test sees it yet' : `${listed.kind}: ${listed.reason}`
    return `- line ${line}, ${code(is)}: ${reason}`
  })
  return [`**${nameOf(file)}**`, lines.join('\n')]
}

const nameOf = (file: string): string => file.split('/').slice(2).join('/')

/** Shows code in double backticks, because it may have one of its own. */
const code = (text: string): string => `\`\` ${text.length > 160 ? `${text.slice(0, 157)}…` : text} \`\``
