import { networkSettings } from './network-settings.ts'
import { secretSettings } from './secret-settings.ts'
import { serviceSettings } from './service-settings.ts'
import type { Setting } from './setting.ts'
import { tokenSettings } from './token-settings.ts'
import { traceSettings } from './trace-settings.ts'
import { webhookSettings } from './webhook-settings.ts'

/** Every setting, in the order in which they are shown. */
export const settings = {
  ...serviceSettings,
  ...networkSettings,
  ...tokenSettings,
  ...secretSettings,
  ...webhookSettings,
  ...traceSettings,
}

export type SettingName = keyof typeof settings

/**
 * The values that were read. A setting is absent if it broke its rule, or was not given and has no default.
 */
export type SettingValues = { [Name in SettingName]?: (typeof settings)[Name] extends Setting<infer Value> ? Value : never }

export const settingList = Object.entries(settings) as [SettingName, Setting<unknown>][]

/** Returns the default for a person to read, as Markdown. */
export const defaultText = ({ default: text, defaultInWords, devDefault }: Setting<unknown>): string =>
  defaultInWords ?? (devDefault === undefined ? `\`${text}\`` : `\`${text}\` (\`${devDefault}\` in dev)`)

/**
 * Returns the flag of a setting, such as `--log-level` for `logLevel`.
 *
 * @returns undefined if the setting has no flag.
 */
export const flagOf = (name: SettingName): string | undefined =>
  (settings[name] as Setting<unknown>).flag === undefined
    ? undefined
    : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
