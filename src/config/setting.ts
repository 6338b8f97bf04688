/** One setting of the service. */
export interface Setting<Value> {
  /** The environment variable. */
  variable: string
  /** The default, as an operator would write it. Absent if there is none, or if other settings decide it. */
  default?: string
  /** The default in `dev`, in place of `default`. */
  devDefault?: string
  /** Describes the default if `default` cannot. */
  defaultInWords?: string
  /** What a value must be. Continues the words "must be". */
  rule: string
  /** A value that keeps the rule, or a command in `$(…)` that makes one. */
  example: string
  /**
   * Set for a secret. It is shown masked, has no flag, and may be in the file that `<variable>_FILE` names.
   */
  secret?: true
  /** The argument of the flag in `--help`. Absent if the setting has no flag. */
  flag?: string
  /** What the setting is for, as one short clause for a table. */
  description: string
  /** @returns undefined if the text breaks the rule. */
  parse(text: string): Value | undefined
  /** Returns what may be shown of a secret. */
  mask?(text: string): string
  /** Returns whether the setting must be given, because its default cannot be used. */
  isNeeded?(beside: Beside): boolean
  /**
   * Says how to correct a broken value, in a sentence that does not repeat the value.
   *
   * @returns undefined if the only advice is to set the example.
   */
  mend?(beside: Beside, text: string): string | undefined
}

/** What other settings say. A member is false if its setting cannot be read. */
export interface Beside {
  /** The database is one file. */
  embedded: boolean
  /** The service listens on this machine alone. */
  loopback: boolean
}

/** Lets the compiler check the shape of a setting and keep the type of its value. */
export const setting = <Value>(description: Setting<Value>): Setting<Value> => description

type Kind<Value> = Pick<Setting<Value>, 'rule' | 'parse'>

/** Accepts plain decimal digits only: `1e3`, `0x10` and ` 5` are typing errors, not numbers. */
export const wholeNumber = (min: number, max: number): Kind<number> => ({
  rule: `a whole number from ${min} to ${max}`,
  parse: (text) => {
    const number = /^(0|[1-9][0-9]{0,14})$/.test(text) ? Number(text) : Number.NaN
    return number >= min && number <= max ? number : undefined
  },
})

export const oneOf = <const Word extends string>(words: readonly Word[]): Kind<Word> => ({
  rule: `one of ${words.join(', ')}`,
  parse: (text) => words.find((word) => word === text),
})

export const onOff: Kind<boolean> = {
  rule: 'on or off',
  parse: (text) => (text === 'on' ? true : text === 'off' ? false : undefined),
}
