/** A time as it stands on the wire (RFC 3339), in UTC. */
export const dateTime = (atMs: number): string => new Date(atMs).toISOString()

/** The time that one on the wire says, to the millisecond; its schema has made sure that it is one. */
export const instantOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))
