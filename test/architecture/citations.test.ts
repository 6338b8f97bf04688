// A comment that cites a document helps only those who have it.
import { describe, expect, test } from 'vitest'
import { readSources } from '../../scripts/source-file.ts'
import { lostCitations } from '../support/cited-documents.ts'

/** Here stand the citations that must be found. */
const SAMPLES = /^test\/(architecture\/|support\/cited-documents\.ts$)/
const SUFFIXES = '{ts,js,mjs,sh,py,html,css}'
const all = readSources(...['src', 'test', 'scripts', 'bench', 'sdk'].map((folder) => `${folder}/**/*.${SUFFIXES}`)).filter(
  ({ path }) => !SAMPLES.test(path) && !/\/(generated|dist)\//.test(path),
)

describe('what is cited is there', () => {
  const lost = (text: string) => lostCitations([{ path: 'src/a.ts', text }])

  test('in this project', () => {
    expect(all.length).toBeGreaterThan(400)
    expect(lostCitations(all)).toEqual([])
  })

  test.each([
    '// docs/nothing.md says why',
    '// docs/design/sessions.md#no-such-heading',
    '// (docs/decisions/9999)',
    '// docs/decisions/0006-another-name.md',
    '/** See DESIGN §3. */',
    '// the row of HOUSE.md',
    "test('§3: reuse ends the session')",
    "test('reuse ends the session (§3)')",
    '// REQUIREMENTS T 99',
    '// REQUIREMENTS R 4–6, R 99',
    '// REQUIREMENTS Q',
  ])('%s is found', (text) => expect(lost(text)).toHaveLength(1))

  test.each([
    '// docs/design/sessions.md#reuse',
    '// docs/refresh.md, docs/decisions/0006, docs/decisions/0007-a-bundle.md',
    '// RFC 6749 §3.2, and no refresh token (§4.4.3)',
    '// REQUIREMENTS R 4–6, C 7: rotation. REQUIREMENTS P, RFC 7519',
    '// REQUIREMENTS T 14).',
  ])('%s is allowed', (text) => expect(lost(text)).toEqual([]))
})
