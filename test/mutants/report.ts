import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** A mutant of Stryker's report, with the text that it changes. */
export interface Mutant {
  file: string
  line: number
  /** `killed` includes those that never ended, and those with which no test could begin. */
  outcome: 'killed' | 'survived'
  /** The line that is changed, and the changed one. Of several lines, only the first one is given. */
  was: string
  is: string
}

interface Place {
  line: number
  column: number
}

interface Report {
  files: Record<string, { source: string; mutants: { status: string; replacement?: string; location: { start: Place; end: Place } }[] }>
}

const KILLED = ['Killed', 'Timeout', 'RuntimeError']
const SURVIVED = ['Survived', 'NoCoverage']

/** Reads a report of Stryker (mutation-testing-elements, version 2). */
export function readReport(path: string): Mutant[] {
  const { files }: Report = JSON.parse(readFileSync(path, 'utf8'))
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n')
    return mutants
      .filter(({ status }) => [...KILLED, ...SURVIVED].includes(status))
      .map(({ status, replacement = '', location: { start, end } }): Mutant => {
        const first = lines[start.line - 1] ?? ''
        const last = lines[end.line - 1] ?? ''
        const is = first.slice(0, start.column - 1) + replacement + last.slice(end.column - 1)
        return { file, line: start.line, outcome: SURVIVED.includes(status) ? 'survived' : 'killed', was: plain(first), is: plain(is) }
      })
  })
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()

/**
 * Takes the survivors out of what the next run builds on, so that it tests them again. Stryker itself would
 * not, if the change is in what a module does once.
 */
export function forgetSurvivors(path: string): void {
  if (!existsSync(path)) return
  const report: Report = JSON.parse(readFileSync(path, 'utf8'))
  for (const file of Object.values(report.files)) file.mutants = file.mutants.filter(({ status }) => !SURVIVED.includes(status))
  writeFileSync(path, JSON.stringify(report))
}
