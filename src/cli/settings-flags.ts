import type { Command } from 'commander'
import type { Flags } from '../config/read-values.ts'
import type { Setting } from '../config/setting.ts'
import { flagOf, type SettingName, settings, shownDefault } from '../config/settings.ts'

/** Gives `command` the flags of those settings, with their texts from the one table. */
export function addSettingsFlags(command: Command, names: SettingName[]): Command {
  for (const name of names) {
    const { flag, description, variable } = settings[name] as Setting<unknown>
    command.option(`${flagOf(name)} ${flag}`, `${description} (${variable}; default: ${plainDefault(name)})`)
  }
  return command
}

export const SERVICE_FLAGS: SettingName[] = ['port', 'host', 'issuer', 'audience', 'logLevel']

/** Of all that was parsed, what is a setting. */
export const flagsOf = (options: Record<string, unknown>): Flags =>
  Object.fromEntries(Object.entries(options).filter(([name, value]) => name in settings && typeof value === 'string'))

const plainDefault = (name: SettingName): string => shownDefault(settings[name]).replaceAll('`', '')
