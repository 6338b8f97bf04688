import type { Command } from 'commander'
import { loadArgon2Engine } from '../accounts/hashing/argon2-engine.ts'
import { ConfigError } from '../config/config-error.ts'
import type { SettingSource } from '../config/read-values.ts'
import { inspectConfig } from '../config.ts'
import { addSettingsFlags, flagsOf, SERVICE_FLAGS } from './settings-flags.ts'
import { columns, type Terminal, visible } from './support/terminal.ts'

export function addConfigCommand(program: Command, terminal: Terminal): void {
  const config = program.command('config').summary('show the configuration').description('Shows the configuration.')
  const print = config
    .command('print')
    .summary('show each setting, its value and where the value came from')
    .description(
      'Shows each setting, its value and where the value came from, as `serve` would read it. Secrets are masked. Below, it names the package that computes argon2id here. If anything is wrong, every problem is listed below, and the exit code is 2.',
    )
    .option('--dev', 'as `dev` would read it')
    .option('--json', 'print as JSON')
  addSettingsFlags(print, SERVICE_FLAGS).action(async ({ dev, json, ...options }: { dev?: true; json?: true }) => {
    const { sources, warnings, problems } = inspectConfig({ flags: flagsOf(options), mode: dev ? 'dev' : 'serve' })
    const { name: argon2Engine } = await loadArgon2Engine()
    terminal.print(
      json
        ? JSON.stringify({ settings: sources, argon2Engine, warnings, problems }, null, 2)
        : `${columns([HEADINGS, ...sources.map(rowOf)])}\n\nargon2id is computed by the package ${argon2Engine}.`,
    )
    for (const warning of json ? [] : warnings) terminal.complain(`Warning: ${warning}`)
    if (problems.length > 0) throw new ConfigError(problems)
  })
}

const HEADINGS = ['SETTING', 'VALUE', 'SOURCE']

const rowOf = ({ variable, value, broken, source, path }: SettingSource): string[] => [
  variable,
  broken ? '(see below)' : value === null ? '-' : visible(value),
  path === undefined ? source : `${source} ${visible(path)}`,
]
