/** A time as it stands on the wire (RFC 3339), in UTC. */
export const dateTime = (atMs: number): string => new Date(atMs).toISOString()
