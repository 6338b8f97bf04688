// What an editor shows of the client: the words of the contract at each call, and the paths that there are.
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
/** What the token manager does: it has no path of its own in the client. */
const MANAGED = /^\/(token(\/refresh|\/revoke)?|login|logout)$/

const editor = startEditor()
const hover = (beginning: string): string =>
  ts.displayPartsToString(editor.getQuickInfoAtPosition(FILE, SAMPLE.indexOf(beginning))?.documentation)

describe('hovering over a call shows what the contract says of it', () => {
  test('its summary, its description, and what each status means', () => {
    const { summary, description } = contract.paths['/me'].get
    const shown = hover("get('/me')")
    expect(shown).toContain(`${summary}: \`GET /me\`.`)
    expect(shown).toContain(description)
    expect(shown).toContain('- 200: The account.')
    expect(hover("delete('/me")).toContain(contract.paths['/me/sessions/{session_id}'].delete.summary)
  })

  test('and what is not an operation has words of its own', () => expect(hover('signUp(')).toContain('Creates an account'))
})

test('every path that the client can call is offered, and no other', () => {
  const offered = editor.getCompletionsAtPosition(FILE, SAMPLE.indexOf("get('')") + 5, {})?.entries.map(({ name }) => name)
  const declared = operations.filter(({ method, path }) => method === 'GET' && !MANAGED.test(path)).map(({ path }) => path)
  expect(offered?.toSorted()).toEqual(declared.toSorted())
})

/** The editor's side of the compiler, with the sample open. */
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
