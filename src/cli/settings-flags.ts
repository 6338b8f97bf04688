import type { Command } from 'commander'
import type { Flags } from '../config/read-values.ts'
import type { Setting } from '../config/setting.ts'
import { defaultText, flagOf, type SettingName, settings } from '../config/settings.ts'

/** Adds the flags of settings to `command`, with the texts of the settings table. */
export function addSettingsFlags(command: Command, names: SettingName[]): Command {
  for (const name of names) {
    const { flag, description, variable } = settings[name] as Setting<unknown>
    command.option(`${flagOf(name)} ${flag}`, `${description} (${variable}; default: ${plainDefault(name)})`)
  }
  return command
}

export const SERVICE_FLAGS: SettingName[] = ['port', 'host', 'issuer', 'audience', 'logLevel']

/** Returns those parsed options that are settings. */
export const flagsOf = (options: Record<string, unknown>): Flags =>
  Object.fromEntries(Object.entries(options).filter(([name, value]) => name in settings && typeof value === 'string'))

const plainDefault = (name: SettingName): string => defaultText(settings[name]).replaceAll('`', '')
