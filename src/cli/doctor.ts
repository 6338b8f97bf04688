import type { Command } from 'commander'
import { examine } from './doctor/examination.ts'
import type { Finding } from './doctor/finding.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { type Terminal, visible } from './support/terminal.ts'

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .summary('examine configuration, database, keys and files')
    .description(
      'Examines what `serve` would run with: configuration, certificate, files, disk, database, schema, keys, clients and users. It names what to do about each finding. ' +
        'It writes nothing, and runs beside a service. The exit code is 1 if there are errors, and 0 if there are only warnings.',
    )
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: true }) => {
      const findings = await examine()
      const errors = findings.filter(({ level }) => level === 'error').length
      terminal.print(json ? JSON.stringify({ errors, warnings: findings.length - errors, findings }) : textOf(findings))
      if (errors > 0) throw new CommandFailure(EXIT.fault, `${counted(errors, 'error')} found.`)
    })
}

function textOf(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing found.'
  return findings.map(({ level, subject, what, mend }) => `${level}: ${subject}: ${visible(what)}\n  ${visible(mend)}`).join('\n')
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
