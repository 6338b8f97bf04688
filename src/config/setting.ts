/** One thing that the service can be told. */
export interface Setting<Value> {
  /** The environment variable. */
  variable: string
  /** As it would be written. Absent: the setting has no value until it is given, or one that follows from others (`defaultInWords`). */
  default?: string
  /** Instead of `default`, in `dev`. */
  devDefault?: string
  /** Where `default` cannot say it. */
  defaultInWords?: string
  /** What a value must be; continues "must be". */
  rule: string
  /** A value that keeps the rule, or a command in `$(…)` that makes one. */
  example: string
  /** Also read from the file that `<variable>_FILE` names, shown masked, and never a flag. */
  secret?: true
  /** The flag's argument in `--help`. Absent: there is no flag. */
  flag?: string
  /** What it is for: part of a table, so one short clause. */
  description: string
  /** Undefined where the text breaks the rule. */
  parse(text: string): Value | undefined
  /** What may be shown of a secret. */
  mask?(text: string): string
  /** Whether the service needs it, in place of its default. */
  isNeeded?(beside: Beside): boolean
  /**
   * What to do about a broken value, as a sentence that repeats nothing of it.
   *
   * @returns undefined if setting the example is all there is to do.
   */
  mend?(beside: Beside, text: string): string | undefined
}

/** What other settings say, where they can be read. */
export interface Beside {
  /** The database is one file. */
  embedded: boolean
  /** It listens on this machine alone. */
  loopback: boolean
}

/** Keeps the type of the value while the shape is checked. */
export const setting = <Value>(description: Setting<Value>): Setting<Value> => description

type Kind<Value> = Pick<Setting<Value>, 'rule' | 'parse'>

/** Plain decimal digits only: `1e3`, `0x10` and ` 5` are slips, not numbers. */
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
