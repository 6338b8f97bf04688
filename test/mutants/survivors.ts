/** A mutant that no test kills, and why. `was` and `is` are a line before and after the change. */
export interface Survivor {
  /** `equivalent`: the change makes no difference. `left`: it makes one that is not worth a test. */
  kind: 'equivalent' | 'left'
  file: string
  was: string
  is: string
  reason: string
}

export const SURVIVORS: readonly Survivor[] = []
