import { describe, expect, expectTypeOf, test } from 'vitest'
import { columns, flag, optional, type RowOf, withDefault, words } from '../../src/data/columns.ts'

interface Book {
  id: string
  pageCount: number | null
  tags: readonly ('old' | 'new')[]
  sold: boolean
  author?: string | undefined
  format: 'paper' | 'pdf'
}

const BOOK = columns<Book>()({
  id: 'id',
  pageCount: 'page_count',
  tags: words('tags'),
  sold: flag('sold'),
  author: optional('author'),
  format: withDefault('format', 'paper'),
})

const book: Book = { id: 'a', pageCount: null, tags: ['old', 'new'], sold: true, author: 'B.', format: 'pdf' }
const row = { id: 'a', page_count: null, tags: 'old new', sold: 1, author: 'B.', format: 'pdf' } as const

test('the row type follows from the description', () => {
  expectTypeOf<RowOf<typeof BOOK>>().toEqualTypeOf<{
    id: string
    page_count: number | null
    tags: string
    sold: number
    author: string | null
    format: 'paper' | 'pdf' | null
  }>()
})

test('columns are in the order of the description', () => {
  expect(BOOK.columns).toEqual(['id', 'page_count', 'tags', 'sold', 'author', 'format'])
})

test('a value is written as a row and read back unchanged', () => {
  expect(BOOK.write(book)).toEqual(row)
  expect(BOOK.read(row)).toEqual(book)
})

test('absent, empty and default values are null or empty in the row', () => {
  const plain: Book = { ...book, tags: [], sold: false, author: undefined, format: 'paper' }
  const plainRow = { ...row, tags: '', sold: 0, author: null, format: null }
  expect(BOOK.write(plain)).toEqual(plainRow)
  expect(BOOK.read(plainRow)).toEqual(plain)
})

describe('a change', () => {
  test.each([
    [{ sold: false }, { sold: 0 }],
    [{ pageCount: null }, { page_count: null }],
    [{ tags: [], author: undefined }, { tags: '' }],
    [{}, {}],
  ])('%j writes only %j', (change, written) => expect(BOOK.writeSome(change)).toEqual(written))
})
