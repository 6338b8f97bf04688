import { type Report, ratioLines } from '../support/report.ts'

export function printReport({ title, figures, ratios, notes }: Report): void {
  console.log(`\n${title}`)
  printTable(figures)
  printTable(ratioLines(ratios))
  for (const note of notes) console.log(`  ${note}`)
}

function printTable(lines: readonly string[][]): void {
  if (lines.length === 0) return
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const cell = (text: string, column: number) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!))
  for (const line of lines) console.log(`  ${line.map(cell).join('  ').trimEnd()}`)
}
