import pg from 'pg'

const INT8 = 20

/** Throws a `RangeError` beyond 2^53 rather than round. */
function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of range for a number: ${text}`)
  return value
}

function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  return oid === INT8 && format !== 'binary' ? parseInt8 : pg.types.getTypeParser(oid, format as 'text')
}

/** Of our connections only; what others in the process parse stays as it is. */
export const types = { getTypeParser } as pg.CustomTypesConfig
