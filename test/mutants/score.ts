import type { Mutant } from './report.ts'
import { LEAST_SCORE, type Room } from './rooms.ts'
import { SURVIVORS, type Survivor } from './survivors.ts'

export interface FileScore {
  file: string
  isPure: boolean
  mutants: number
  killed: number
  equivalent: number
  /** Of the mutants that are not equivalent, in percent, rounded down. */
  score: number
  survivors: { mutant: Mutant; listed: Survivor | undefined }[]
}

export interface Judged {
  files: FileScore[]
  /** The score of all files that are not pure rules; 100 if there are none. */
  score: number
  problems: string[]
}

/** Holds the outcome of a room to its goals and to the list of survivors. */
export function judge(name: string, room: Room, mutants: readonly Mutant[], all: readonly Survivor[] = SURVIVORS): Judged {
  const files = [...new Set(mutants.map(({ file }) => file))].sort().map((file) =>
    scoreOf(
      file,
      room.pure.includes(file.slice(`src/${name}/`.length, -'.ts'.length)),
      mutants.filter((mutant) => mutant.file === file),
      all,
    ),
  )
  const others = files.filter(({ isPure }) => !isPure)
  const score = percent(sum(others, 'killed'), sum(others, 'mutants') - sum(others, 'equivalent'))
  const stale = all.filter(
    (one) =>
      files.some(({ file }) => file === one.file) && !mutants.some((mutant) => mutant.outcome === 'survived' && isListedAs(mutant, one)),
  )
  return {
    files,
    score,
    problems: [
      ...stale.map(({ file, is }) => `${file}: "${is}" is listed as a survivor, and did not survive`),
      ...files
        .filter(({ isPure }) => isPure)
        .flatMap(({ survivors }) => survivors.filter(({ listed }) => listed?.kind !== 'equivalent'))
        .map(({ mutant: { file, line, is } }) => `${file}:${line}: a mutant of a pure rule survived: "${is}"`),
      ...(score < LEAST_SCORE ? [`src/${name}: ${score} % of the mutants were killed, of at least ${LEAST_SCORE} %`] : []),
    ],
  }
}

const isListedAs = ({ file, was, is }: Mutant, one: Survivor): boolean => file === one.file && was === one.was && is === one.is

function scoreOf(file: string, isPure: boolean, mutants: readonly Mutant[], all: readonly Survivor[]): FileScore {
  const survivors = mutants
    .filter(({ outcome }) => outcome === 'survived')
    .map((mutant) => ({ mutant, listed: all.find((one) => isListedAs(mutant, one)) }))
  const equivalent = survivors.filter(({ listed }) => listed?.kind === 'equivalent').length
  const killed = mutants.length - survivors.length
  return { file, isPure, mutants: mutants.length, killed, equivalent, score: percent(killed, mutants.length - equivalent), survivors }
}

const percent = (part: number, all: number): number => (all === 0 ? 100 : Math.floor((100 * part) / all))

const sum = (files: readonly FileScore[], member: 'mutants' | 'killed' | 'equivalent'): number =>
  files.reduce((total, file) => total + file[member], 0)
