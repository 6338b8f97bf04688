import { globSync, readFileSync, writeFileSync } from 'node:fs'
import type { FileScore, Judged } from './score.ts'

const PAGE = 'docs/mutants.md'

/** Writes the part of a room, between its two comments. The rest of the page is written by hand. */
export function writePage(room: string, { files, score }: Judged): void {
  const [start, end] = [`<!-- ${room} -->`, `<!-- /${room} -->`]
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = page.split(start)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} needs ${start} and ${end}.`)
  const killed = `Of these files, ${score} % of the mutants that are not of pure rules were killed.`
  const text = [killed, table(files), ...othersOf(room, files), ...files.flatMap(survivorsOf)].join('\n\n')
  writeFileSync(PAGE, `${before}${start}\n\n${text}\n\n${end}${after}`)
}

/** Names the files without a figure, so that nobody takes the figures for those of the whole room. */
function othersOf(room: string, files: readonly FileScore[]): string[] {
  const others = globSync(`src/${room}/**/*.ts`).filter((path) => !files.some(({ file }) => file === path))
  if (others.length === 0) return []
  return [`Not measured yet, or without code that can be changed: ${others.map(nameOf).sort().join(', ')}.`]
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
