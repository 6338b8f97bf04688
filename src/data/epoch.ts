import { sql } from 'kysely'

/** Of a user or a client: ends every session of it, in one UPDATE of one row. */
export const epochRaised = { epoch: sql<number>`epoch + 1` }
