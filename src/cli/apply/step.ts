import { anotherSecret } from '../clients/client-view.ts'
import { type Terminal, visible } from '../support/terminal.ts'

/** A change that brings one client or user to what the file says. */
export interface Step {
  kind: 'client' | 'user'
  name: string
  action: 'create' | 'change'
  /** The members that differ, by their names in the file, as text. `from` is absent for a new client. */
  differences: { member: string; from?: string; to: string }[]
  /**
   * Does it. The `secret` in the result must be printed now, since nobody can read it later.
   *
   * @returns undefined if it cannot be done any more, because somebody changed the database meanwhile.
   */
  carryOut(): Promise<{ secret?: string } | undefined>
}

/** A place in the file, and what is wrong there. */
export interface FileProblem {
  path: string
  problem: string
}

/** The plan for one entry of the file: its problems, a step, or nothing if the database already matches. */
export type Planned = { kind: 'refused'; problems: FileProblem[] } | { kind: 'step'; step: Step } | { kind: 'as_it_is' }

export type DoneStep = Omit<Step, 'carryOut'> & { secret?: string }

/** Prints a step: `+` if it created something, `~` if it changed something. */
export async function printStep(terminal: Terminal, { kind, name, action, differences, secret }: DoneStep): Promise<void> {
  terminal.print(`${action === 'create' ? '+' : '~'} ${kind} ${visible(name)}`)
  for (const { member, from, to } of differences)
    terminal.print(`    ${member}: ${from === undefined ? '' : `${visible(from)} → `}${visible(to)}`)
  if (secret !== undefined) await terminal.printOnce(`    secret: ${secret}`, anotherSecret(name))
}

export const onOff = (value: boolean): string => (value ? 'true' : 'false')

/** Returns a list in one line, or `-` if it is empty. */
export const inOneLine = (list: readonly string[]): string => list.join(' ') || '-'
