/** Departures that change no promise, each with its reason. Exact places only, at most 25. */
export const EQUIVALENT: Readonly<Record<string, string>> = {}
