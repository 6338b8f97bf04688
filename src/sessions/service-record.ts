/** What the service that was last started on a database left there, for commands and for the next one. */
export interface ServiceRecord {
  /** What it was known by. Null: none has been started yet. */
  issuer: string | null
  /** When `dev` last saw to its user and client, whose secrets lie in a file, in the clear. Null: never, or they are gone. */
  devAtMs: number | null
}

/** Every method throws a `Refusal` of code `unavailable` where the store cannot be read or written. */
export interface ServiceRecordStore {
  read(): Promise<ServiceRecord>
  keepIssuer(issuer: string): Promise<void>
  markDev(atMs: number | null): Promise<void>
}

/** Writes down what the service is known by. @returns What another one was known by before it, where that differs. */
export async function recordIssuer(record: ServiceRecordStore, issuer: string): Promise<string | undefined> {
  const { issuer: before } = await record.read()
  if (before === issuer) return undefined
  await record.keepIssuer(issuer)
  return before ?? undefined
}
