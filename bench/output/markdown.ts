import { type Report, ratioLines } from '../support/report.ts'

/**
 * Writes the whole run as a page.
 *
 * @param head What ran, and on which machine.
 */
export function markdownOf(head: readonly string[], reports: readonly Report[]): string {
  const parts = reports.flatMap(({ title, figures, ratios, notes }) => [
    `## ${title}`,
    tableOf(figures),
    tableOf(ratioLines(ratios)),
    notes.map((note) => `- ${note}`).join('\n'),
  ])
  const introduction = [
    '# Results of the bench',
    'Written by `npm run bench -- --write`. What is measured, and how: [README](README.md).',
    ...head,
  ]
  return `${[...introduction, ...parts].filter((part) => part !== '').join('\n\n')}\n`
}

function tableOf(lines: readonly string[][]): string {
  const [head, ...rest] = lines
  if (head === undefined || head.length < 2) return ''
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const line = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [row(head), row(line), ...rest.map(row)].join('\n')
}
