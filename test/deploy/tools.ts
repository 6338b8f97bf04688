/** The tools that scripts/check-deploy.sh installs. @module */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const given = process.env.DEPLOY_TOOLS
if (given === undefined) throw new Error('Run scripts/check-deploy.sh, which installs the tools.')
/** The folder in which npm installed them. */
export const TOOLS = given

export interface Ended {
  code: number
  /** What it printed on both outputs. */
  said: string
  stdout: string
}

/** Runs a command to its end. */
export async function run(command: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { env: { ...process.env, ...env } })
    return { code: 0, said: stdout + stderr, stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, said: `${stdout}${stderr}`, stdout }
  }
}
