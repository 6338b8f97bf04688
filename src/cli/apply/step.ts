import { anotherSecret } from '../clients/client-view.ts'
import { type Terminal, visible } from '../support/terminal.ts'

/** What the file says that is not so yet. */
export interface Step {
  kind: 'client' | 'user'
  name: string
  action: 'create' | 'change'
  /** By their names in the file, as text. */
  differences: { member: string; from?: string; to: string }[]
  /** Undefined where the database was changed meanwhile so that it cannot be done; `secret` is shown this once. */
  carryOut(): Promise<{ secret?: string } | undefined>
}

/** Where in the file, and what is wrong there. */
export interface FileProblem {
  path: string
  problem: string
}

/** What one entry of the file comes to: problems, a step, or nothing if all is as the file says. */
export type Planned = { kind: 'refused'; problems: FileProblem[] } | { kind: 'step'; step: Step } | { kind: 'as_it_is' }

export type DoneStep = Omit<Step, 'carryOut'> & { secret?: string }

/** `+` is made, `~` changed. */
export async function printStep(terminal: Terminal, { kind, name, action, differences, secret }: DoneStep): Promise<void> {
  terminal.print(`${action === 'create' ? '+' : '~'} ${kind} ${visible(name)}`)
  for (const { member, from, to } of differences)
    terminal.print(`    ${member}: ${from === undefined ? '' : `${visible(from)} → `}${visible(to)}`)
  if (secret !== undefined) await terminal.printOnce(`    secret: ${secret}`, anotherSecret(name))
}

export const onOff = (value: boolean): string => (value ? 'true' : 'false')

/** A list in one line; `-` where it is empty. */
export const inOneLine = (list: readonly string[]): string => list.join(' ') || '-'
