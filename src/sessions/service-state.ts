/** What holds for the whole service. */
export interface ServiceState {
  /** See `ServiceEpochStore`. */
  epoch: number
  /** Moves whenever the signing keys change, by whatever process. */
  keysVersion: number
}

export interface ServiceStateStore {
  /** Throws a `Refusal` of code `unavailable` where the store cannot be read. */
  read(): Promise<ServiceState>
  /**
   * Asks if anything could be written, and writes nothing. SQLite is not asked: its reads go on while its
   * disk is full.
   *
   * @throws {Refusal} `unavailable` if not.
   */
  expectWritable(): Promise<void>
}
