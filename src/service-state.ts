/** What holds for the whole service: one row, which every replica reads. */
export interface ServiceState {
  /**
   * The service's own epoch (see `sessions/epoch.ts`). `restore-epoch` raises it, which ends every session.
   */
  epoch: number
  /** Moves whenever the signing keys change, by whatever process. */
  keysVersion: number
}

export interface ServiceStateStore {
  /**
   * Who signs afterwards brings the key ring to `keysVersion` first (`KeyRing.refresh`): a key that is gone
   * by then would make a token that is dead on arrival.
   *
   * @throws {Refusal} `unavailable` if the store cannot be read.
   */
  read(): Promise<ServiceState>
  /**
   * Asks if anything could be written, and writes nothing. SQLite is not asked: its reads go on while its
   * disk is full.
   *
   * @throws {Refusal} `unavailable` if not.
   */
  expectWritable(): Promise<void>
}

/** What the service that was last started on a database left there, for commands and for the next one. */
export interface ServiceRecord {
  /** The issuer that it was started with. Null: no service has been started yet. */
  issuer: string | null
  /**
   * When `dev` last made its user and client, whose secrets lie in a file in the clear. Null: never, or they
   * are gone.
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
 * @returns the issuer before it, if that differs.
 */
export async function recordIssuer(record: ServiceRecordStore, issuer: string): Promise<string | undefined> {
  const { issuer: before } = await record.read()
  if (before === issuer) return undefined
  await record.keepIssuer(issuer)
  return before ?? undefined
}
