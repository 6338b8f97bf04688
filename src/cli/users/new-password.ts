import type { Command } from 'commander'
import { realSystem } from '../../system.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import type { Terminal } from '../support/terminal.ts'

export interface PasswordOptions {
  passwordStdin?: true
  generate?: true
}

/** 24 characters of base64url are 144 random bits. */
const GENERATED_CHARACTERS = 24

export const addPasswordOptions = (command: Command): Command =>
  command.option('--password-stdin', 'read the password from standard input').option('--generate', 'make a password and print it once')

/** Returns a new password. `generated` is the same password if it was made here, and must then be printed. */
export type PasswordSource = (minLength: number) => Promise<{ password: string; generated?: string }>

/**
 * Returns where the new password comes from. Call this before anything is done.
 *
 * @throws {CommandFailure} unless exactly one source is named.
 */
export function passwordSource({ passwordStdin, generate }: PasswordOptions, terminal: Terminal): PasswordSource {
  if (Boolean(passwordStdin) === Boolean(generate)) throw new CommandFailure(EXIT.usage, 'Give one of --password-stdin and --generate.')
  if (passwordStdin) return async () => ({ password: await terminal.readSecret() })
  return async (minLength) => {
    const password = generatePassword(minLength)
    return { password, generated: password }
  }
}

/** Makes a password of letters, digits, `-` and `_`, which needs no quoting anywhere. */
export const generatePassword = (minLength: number): string =>
  realSystem.randomBytes(64).toString('base64url').slice(0, Math.max(GENERATED_CHARACTERS, minLength))
