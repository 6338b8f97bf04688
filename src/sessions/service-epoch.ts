/** The epoch of the whole service: raised by `restore-epoch`, which ends every session. */
export interface ServiceEpochStore {
  /** Throws a `Refusal` of code `unavailable` where the store cannot be read. */
  readEpoch(): Promise<number>
}
