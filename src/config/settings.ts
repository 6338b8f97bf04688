import { networkSettings } from './network-settings.ts'
import { secretSettings } from './secret-settings.ts'
import { serviceSettings } from './service-settings.ts'
import type { Setting } from './setting.ts'
import { tokenSettings } from './token-settings.ts'

/** Every setting, in the order in which they are shown. */
export const settings = { ...serviceSettings, ...networkSettings, ...tokenSettings, ...secretSettings }

export type SettingName = keyof typeof settings

/** What was read; a setting that was not given, has no default or broke its rule is absent. */
export type SettingValues = { [Name in SettingName]?: (typeof settings)[Name] extends Setting<infer Value> ? Value : never }

export const settingList = Object.entries(settings) as [SettingName, Setting<unknown>][]

/** The default as a person reads it. */
export const shownDefault = ({ default: text, defaultInWords, devDefault }: Setting<unknown>): string =>
  defaultInWords ?? (devDefault === undefined ? `\`${text}\`` : `\`${text}\` (\`${devDefault}\` in dev)`)

/** `--log-level` of `logLevel`; undefined where the setting is no flag. */
export const flagOf = (name: SettingName): string | undefined =>
  (settings[name] as Setting<unknown>).flag === undefined
    ? undefined
    : `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
