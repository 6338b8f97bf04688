// What an editor shows for the client: the contract's words at each call, and the available paths.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { contract, operations } from '../support/contract.ts'

const SAMPLE = `import { createMintmarkClient } from '../../sdk/client/src/index.ts'
const client = createMintmarkClient({ baseUrl: 'https://auth.example.com' })
void client.get('/me')
void client.delete('/me/sessions/{session_id}', { params: { path: { session_id: 'x' } } })
void client.signUp({ username: 'sam', password: 'x' })
void client.get('')
`
const FILE = resolve('test/sdk/hover-sample.ts')
/** The token manager handles these operations, so the client has no calls for them. */
const MANAGED = /^\/(token(\/refresh|\/revoke)?|login|logout)$/

const editor = startEditor()
const hover = (beginning: string): string =>
  ts.displayPartsToString(editor.getQuickInfoAtPosition(FILE, SAMPLE.indexOf(beginning))?.documentation)

describe('hovering over a call shows what the contract says', () => {
  test('the hover shows summary, description, and the meaning of each status', () => {
    const { summary, description } = contract.paths['/me'].get
    const shown = hover("get('/me')")
    expect(shown).toContain(`${summary}: \`GET /me\`.`)
    expect(shown).toContain(description)
    expect(shown).toContain('- 200: The account.')
    expect(hover("delete('/me")).toContain(contract.paths['/me/sessions/{session_id}'].delete.summary)
  })

  test('calls that are not operations have their own description', () => expect(hover('signUp(')).toContain('Creates an account'))
})

test('the editor offers exactly the paths that the client can call', () => {
  const offered = editor.getCompletionsAtPosition(FILE, SAMPLE.indexOf("get('')") + 5, {})?.entries.map(({ name }) => name)
  const declared = operations.filter(({ method, path }) => method === 'GET' && !MANAGED.test(path)).map(({ path }) => path)
  expect(offered?.toSorted()).toEqual(declared.toSorted())
})

/** Starts the editor's side of the compiler, with the sample open. */
function startEditor(): ts.LanguageService {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, process.cwd())
  const textOf = (path: string) => (path === FILE ? SAMPLE : existsSync(path) ? readFileSync(path, 'utf8') : undefined)
  return ts.createLanguageService({
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => '1',
    getScriptSnapshot(path) {
      const text = textOf(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => process.cwd(),
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => path === FILE || ts.sys.fileExists(path),
    readFile: textOf,
    directoryExists: ts.sys.directoryExists,
  })
}
