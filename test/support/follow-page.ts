/**
 * Follows a page as its reader would. It writes the files and runs the commands in their order in one shell.
 * What the page shows below a command must be what that command printed.
 *
 * @module
 */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { temporaryFolder } from '../process/mintmark.ts'
import { type Block, blocksOf } from './page.ts'
import { layPackages } from './page-packages.ts'
import { expectShown } from './page-shape.ts'
import { BESIDE, IN_A_CHECKOUT, layNode, type Said, shellIn } from './page-shell.ts'

export interface Following {
  /** The machine's Node, which may differ from the Node that the project brings. */
  hostNode?: string | undefined
  /** Commands that run first, for what the page takes for granted. */
  before?: string
  /** Values for the dots of `NAME=...`, as text of a command, which may read a file. */
  fill?: Record<string, string>
  /**
   * Replacements for texts of the page, such as an address. The address that Mintmark listens on is always
   * replaced.
   */
  replace?: Record<string, string>
  /** Blocks that do not run here, by their beginning, with the reason. */
  elsewhere?: Record<string, string>
  /** Blocks that do not end with 0 here, by their beginning, with the exit code and the reason. */
  ends?: Record<string, [code: number, why: string]>
  /**
   * Commands that run before blocks, by the block's beginning: what the test needs and the page does not say.
   * They must print nothing, because the page shows none of it.
   */
  ahead?: Record<string, string>
  /** Files in addition to those of the page. */
  files?: Record<string, string>
  /** Commands that run last, for what the page does not say. */
  after?: string
}

const ISSUER = 'http://127.0.0.1:8080'
const isShell = ({ language, file }: Block) => language === 'sh' && file === undefined
/** The output before it may lack its line break. */
const marker = (line: number | string) => `printf '\\n=== line ${line} ===\\n'`

/**
 * Resolves with what `after` printed.
 * @throws If a command fails or complains, or if it printed something other than the page shows.
 * @throws If a block is not a file, a command, an output below a command, or listed with a reason.
 */
export async function followPage(path: string, following: Following = {}): Promise<string> {
  const [folder, port] = [temporaryFolder(), await freePort()]
  const told = {
    ...following.replace,
    [IN_A_CHECKOUT]: ':',
    [ISSUER]: `http://127.0.0.1:${port}`,
    'npm run --silent mintmark -- ': 'mintmark ',
  }
  const here = (text: string) => Object.entries(told).reduce((done, [from, to]) => done.replaceAll(from, to), text)
  const blocks = blocksOf(path).map((block) => ({ ...block, text: here(block.text) }))
  const unrun = listed(blocks, following.elsewhere)

  layPackages(folder)
  layNode(folder)
  const files = blocks.flatMap(({ file, text }) => (file === undefined ? [] : [[file, text] as const]))
  for (const [file, text] of [...Object.entries(following.files ?? {}), ...files]) appendFileSync(join(folder, file), here(text))

  const { before = '', after = '' } = following
  const commands = commandsOf(blocks, unrun, following)
  const script = [BESIDE, here(before), ...commands.map(here), marker('after'), here(after)].join('\n')
  const said = await run(shellIn(folder, { PORT: String(port), HOME: folder }, following.hostNode), script, path)
  const printed = new Map(said.split(/^=== line /m).map((part) => part.split(' ===\n') as [string, string]))

  blocks.forEach((block, at) => {
    if (block.file !== undefined || isShell(block) || unrun.has(block)) return
    const above = blocks[at - 1]
    const isShown = above !== undefined && isShell(above) && /^(json|text)$/.test(block.language)
    if (!isShown) throw new Error(`${path}:${block.line}: this block is neither run nor checked.`)
    if (!unrun.has(above)) expectShown(block.language, block.text, printed.get(String(above.line)) ?? '', `${path}:${block.line}`)
  })
  return printed.get('after') ?? ''
}

/** Returns the commands of each block that runs, with those that the test adds before it. */
function commandsOf(blocks: Block[], unrun: Map<Block, string>, { fill = {}, ends, ahead }: Following): string[] {
  const [ending, asked] = [listed(blocks, ends), listed(blocks, ahead)]
  const filled = (line: string, name: string) => {
    if (!(name in fill)) throw new Error(`There is no value for the dots of ${line}`)
    return `${name}=${fill[name]}`
  }
  return blocks.flatMap((block) => {
    if (!isShell(block) || unrun.has(block)) return []
    const [code] = ending.get(block) ?? []
    const text = block.text.replaceAll(/^(\w+)=\.\.\.$/gm, filled)
    const commands = code === undefined ? text : `code=0; ( ${text} ) 2>&1 || code=$?; [ "$code" -eq ${code} ]\n`
    return [`${asked.get(block) ?? ''}\n${marker(block.line)}\n${commands}`]
  })
}

/**
 * Returns the blocks that a list names. Every entry must name one, so that no entry stays after its block is
 * removed.
 */
function listed<Value>(blocks: Block[], list: Record<string, Value> = {}): Map<Block, Value> {
  const entries = Object.entries(list).flatMap(([beginning, value]) => {
    const meant = blocks.filter(({ text }) => text.startsWith(beginning))
    if (meant.length === 0) throw new Error(`No block begins with ${JSON.stringify(beginning)}.`)
    return meant.map((block) => [block, value] as const)
  })
  return new Map(entries)
}

/** Runs the script and returns what it printed to standard output. Standard error must be empty. */
async function run(shell: (commands: string) => Promise<Said>, script: string, path: string): Promise<string> {
  try {
    const { stdout, stderr } = await shell(script)
    expect(stderr, path).toBe('')
    return stdout
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error)) throw error
    const { stdout, stderr } = error as Error & Said
    throw new Error(`${path}: a command failed.\n${stdout}\n${stderr}`)
  }
}
