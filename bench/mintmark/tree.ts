import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFolder } from '../support/cleanup.ts'
import { runInstall, runToEnd } from '../support/process.ts'

/** A state of the project that can be run. */
export interface Tree {
  /** The name in the tables. */
  name: string
  /** The file that Node starts. */
  entry: string
  /** The commit, with a plus sign if files differ from it. */
  commit: string
  remove(): void
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SOURCES = 'src/main.ts'
const BUILT = ['dist/main.cjs', 'dist/main.js']

/** Returns the checkout as it is, built if it has a build. */
export async function ownTree(): Promise<Tree> {
  const changed = (await git('status', '--porcelain', '--untracked-files=no', '--', 'src', 'generated', 'package-lock.json')) !== ''
  const commit = `${await git('rev-parse', '--short=7', 'HEAD')}${changed ? '+' : ''}`
  return { name: 'mintmark', entry: await entryOf(ROOT), commit, remove: () => {} }
}

/** Installs and builds an earlier commit in a folder inside the checkout, so that both are on one disk. */
export async function treeAt(revision: string): Promise<Tree> {
  const commit = await git('rev-parse', '--short=7', '--verify', `${revision}^{commit}`)
  const folder = createFolder()
  try {
    const archive = join(folder.path, 'tree.tar')
    await git('archive', `--output=${archive}`, commit)
    await runToEnd(['tar', '-xf', archive, '-C', folder.path])
    await runInstall(['npm', 'ci'], folder.path)
    return { name: `mintmark at ${commit}`, entry: await entryOf(folder.path), commit, remove: folder.remove }
  } catch (error) {
    folder.remove()
    throw error
  }
}

/** Returns the file that `npm run build` writes, or the sources if the commit has no build. */
async function entryOf(root: string): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  if (scripts.build === undefined) return join(root, SOURCES)
  await runToEnd(['npm', 'run', 'build'], { cwd: root })
  const built = BUILT.find((file) => existsSync(join(root, file)))
  if (built === undefined)
    throw new Error(`npm run build in ${root} wrote none of ${BUILT.join(', ')}. Add its entry to bench/mintmark/tree.ts.`)
  return join(root, built)
}

const git = async (...args: string[]): Promise<string> => (await runToEnd(['git', ...args], { cwd: ROOT })).trim()
