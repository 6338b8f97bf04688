/**
 * `node test/mutants/main.ts ROOM [FILE…]` makes one mutant of the room's code after another. It runs the
 * room's tests with each. `scripts/mutants.sh` installs what it needs.
 *
 * It writes the room's part of docs/mutants.md. It fails if a mutant of a pure rule survived and is not
 * listed in `survivors.ts`. It also fails if a listed one was killed, or if the room's score is too low.
 *
 * @module
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writePage } from './page.ts'
import { forgetSurvivors, readReport } from './report.ts'
import { ROOMS } from './rooms.ts'
import { judge } from './score.ts'

const REPORTS = 'test/mutants/reports'
const STRYKER = 'test/mutants/node_modules/@stryker-mutator'

const [name = '', ...named] = process.argv.slice(2)
const room = ROOMS[name]
const files = named.map((file) => `src/${name}/${file}`)
// Without a mutant every score is perfect.
const absent = files.filter((file) => !existsSync(file))
if (room === undefined || absent.length > 0) {
  for (const file of absent) console.error(`There is no ${file}.`)
  console.error(`usage: scripts/mutants.sh ROOM [FILE…], where ROOM is one of ${Object.keys(ROOMS).join(', ')}, and FILE is in src/ROOM`)
  process.exit(2)
}

const work = mkdtempSync(join(tmpdir(), 'mintmark-mutants-'))
mkdirSync(REPORTS, { recursive: true })
const report = `${REPORTS}/${name}.json`
const settings = {
  plugins: [`${process.cwd()}/${STRYKER}/vitest-runner/dist/src/index.js`],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutants/vitest.config.ts', pool: 'threads', related: false },
  mutate: files.length > 0 ? files : [`src/${name}/**/*.ts`],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  incremental: true,
  incrementalFile: `${REPORTS}/${name}.incremental.json`,
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: report },
  ignorePatterns: ['.git', 'bench/peers', 'deploy', 'dist', 'examples', 'findings', 'test/browser', 'test/generators', REPORTS],
  disableTypeChecks: false,
  warnings: { slow: false },
  timeoutMS: 10_000,
  tempDirName: join(work, 'sandbox'),
  cleanTempDir: 'always',
}
forgetSurvivors(settings.incrementalFile)
writeFileSync(join(work, 'stryker.json'), JSON.stringify(settings))
const run = spawnSync(process.execPath, [`${STRYKER}/core/bin/stryker.js`, 'run', join(work, 'stryker.json')], {
  stdio: 'inherit',
  env: { ...process.env, MUTANTS_TESTS: room.tests.join(' ') },
})
rmSync(work, { recursive: true, force: true })
if (run.status !== 0) process.exit(1)

const judged = judge(name, room, readReport(report))
writePage(name, judged)
for (const problem of judged.problems) console.error(problem)
process.exitCode = judged.problems.length > 0 ? 1 : 0
