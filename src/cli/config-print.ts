import type { Command } from 'commander'
import type { SettingSource } from '../config/read-values.ts'
import { readConfig } from '../config.ts'
import { addSettingsFlags, flagsOf, SERVICE_FLAGS } from './settings-flags.ts'
import { columns, type Terminal, visible } from './terminal.ts'

export function addConfigCommand(program: Command, terminal: Terminal): void {
  const config = program.command('config').summary('show the configuration').description('Shows the configuration.')
  const print = config
    .command('print')
    .summary('show each setting, its value and where that came from')
    .description('Shows each setting, its value and where that came from, as `serve` would read it. Secrets are masked.')
    .option('--dev', 'as `dev` would read it')
    .option('--json', 'print as JSON')
  addSettingsFlags(print, SERVICE_FLAGS).action(({ dev, json, ...options }: { dev?: true; json?: true }) => {
    const { sources, warnings } = readConfig({ flags: flagsOf(options), mode: dev ? 'dev' : 'serve' })
    terminal.print(json ? JSON.stringify({ settings: sources, warnings }, null, 2) : columns([HEADINGS, ...sources.map(rowOf)]))
    for (const warning of json ? [] : warnings) terminal.complain(`Warning: ${warning}`)
  })
}

const HEADINGS = ['SETTING', 'VALUE', 'SOURCE']

const rowOf = ({ variable, value, source, path }: SettingSource): string[] => [
  variable,
  value === null ? '-' : visible(value),
  path === undefined ? source : `${source} ${visible(path)}`,
]
