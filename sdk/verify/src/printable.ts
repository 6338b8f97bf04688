const MAX_LENGTH = 300

/** Returns a value that others chose in a form for a log: printable ASCII, on one line, of bounded length. */
export const printable = (value: unknown): string =>
  String(JSON.stringify(value))
    .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .slice(0, MAX_LENGTH)
