/** The state of the whole service: one row, which every replica reads. */
export interface ServiceState {
  /**
   * The service's own epoch (see `sessions/epoch.ts`). `restore-epoch` raises it, which ends every session.
   */
  epoch: number
  /** Rises with every change of the signing keys, whichever process makes it. */
  keysVersion: number
}

export interface ServiceStateStore {
  /**
   * Reads the row. Before you sign, pass `keysVersion` to `KeyRing.refresh`: a token signed by a deleted key
   * is never valid.
   *
   * @throws {Refusal} `unavailable` if the store cannot be read.
   */
  read(): Promise<ServiceState>
  /**
   * Checks that the database accepts writes, without writing anything. It returns at once on SQLite, where
   * reads work even while the disk is full.
   *
   * @throws {Refusal} `unavailable` if it does not.
   */
  expectWritable(): Promise<void>
}

/** What the last service left in the database, for commands and for the next service. */
export interface ServiceRecord {
  /** The issuer that it was started with. Null if no service was ever started. */
  issuer: string | null
  /**
   * When `dev` last created its user and its client, whose secrets are in a file in clear text. Null if it
   * never did, or if they were removed.
   */
  devAtMs: number | null
}

/** Every method throws a `Refusal` of code `unavailable` if the store cannot be read or written. */
export interface ServiceRecordStore {
  read(): Promise<ServiceRecord>
  keepIssuer(issuer: string): Promise<void>
  markDev(atMs: number | null): Promise<void>
}

/**
 * Stores the issuer that the service is started with.
 *
 * @returns the previous issuer if it was another one; undefined if it is the same or there was none.
 */
export async function recordIssuer(record: ServiceRecordStore, issuer: string): Promise<string | undefined> {
  const { issuer: before } = await record.read()
  if (before === issuer) return undefined
  await record.keepIssuer(issuer)
  return before ?? undefined
}
