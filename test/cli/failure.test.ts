// A failing command says what is wrong and what to do next.
import { describe, expect, test } from 'vitest'
import { failureOf } from '../../src/cli/support/failure.ts'
import { StorageError } from '../../src/data/storage-error.ts'

const SECRET = 'hunter2'

describe('a storage error', () => {
  test.each([
    ['SQLITE_READONLY_DIRECTORY', /^The database file cannot be opened for writing .*\. Give it and its folder to the user/],
    ['SQLITE_FULL', /^The disk of the database is full .*\. Make room/],
    ['53100', /^The disk of the database is full .*\. Make room/],
    ['SQLITE_BUSY', /^Another process holds the database locked .*\. Run this again/],
    ['SQLITE_CORRUPT', /^The database is damaged .*\. Restore a backup/],
    ['SQLITE_IOERR_READ', /^The disk of the database reports an error/],
    ['28P01', /^PostgreSQL refuses the user, or the password, of DATABASE_URL \(28P01\)\. Correct/],
    ['3D000', /^PostgreSQL has no database of the name in DATABASE_URL \(3D000\)\. Make it with createdb/],
    ['53300', /^PostgreSQL has no connection left .* MINTMARK_POSTGRES_POOL_SIZE/],
    ['57P03', /^PostgreSQL starts or stops .* again in a moment/],
    ['25006', /^PostgreSQL takes no writes here .* the primary/],
    ['ECONNREFUSED', /^Nobody answers .* \(nothing listens there, ECONNREFUSED\)\. Start PostgreSQL/],
    ['ENOTFOUND', /^Nobody answers .* \(there is no host of that name, ENOTFOUND\)/],
  ])('%s ends with 5 and says what to do', (code, sentence) => {
    // The driver's message may contain part of the URL.
    const { exitCode, text } = failureOf(new StorageError(code, new Error(SECRET)))
    expect([exitCode, text]).toEqual([5, expect.stringMatching(sentence)])
    expect(text).not.toContain(SECRET)
  })

  test("an unexpected one is reported in the driver's words", () =>
    expect(failureOf(new StorageError('08P01', new Error('unsupported startup parameter'))).text).toMatch(
      /\(unsupported startup parameter\)$/,
    ))
})

describe('unexpected errors end with 1', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'a defect says so, with its place',
      new TypeError('x is not a function'),
      /^This is a defect of Mintmark\. Please report it.*\n.*failure\.test\.ts/s,
    ],
    ['a thrown text says so', 'thrown', /^This is a defect of Mintmark\. Please report it/],
    [
      'a system error says what its code means',
      Object.assign(new Error('EACCES: permission denied, mkdir'), { code: 'EACCES', syscall: 'mkdir' }),
      /^This could not be done \(this user has no permission, EACCES\)/,
    ],
    [
      'a refusal by PostgreSQL is not a defect',
      Object.assign(new (class DatabaseError extends Error {})('permission denied for schema public'), {
        code: '42501',
        severity: 'ERROR',
      }),
      /^PostgreSQL refuses this: permission denied for schema public \(42501\)\. If the role/,
    ],
  ])('%s', (_, error, sentence) => expect(failureOf(error)).toEqual({ exitCode: 1, text: expect.stringMatching(sentence) }))
})
