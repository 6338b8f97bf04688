import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const shared = {
  // Native modules and worker threads need separate processes.
  pool: 'forks',
  // No test changes what another sees: there are no mocks, and each has its own database. Isolation would
  // load the service again for each file, and take half of the run.
  isolate: false,
  // The limits only end tests that hang. The speed of a machine says nothing about the service.
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 30_000 } },
} as const

/** A record of TLS cannot be cut in two, so over TLS the second half of a request cannot wait. */
const notOverTls = process.env.MINTMARK_TEST_TLS === 'on' ? ['test/http/server/arrivals.test.ts'] : []

/** Tests that start processes take longest. If they came last, one worker would run alone at the end. */
class ProcessesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const startsProcesses = ({ moduleId }: TestSpecification) => Number(/\/test\/(process|faults|docs|sdk)/.test(moduleId))
    return (await super.sort(files)).sort((a, b) => startsProcesses(b) - startsProcesses(a))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: ProcessesFirst },
    // Tests often wait for processes, disks and clients. So a small machine can use more workers than cores.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    globalSetup: ['test/support/global-setup.ts', 'test/support/recording-folder.ts'],
    // Both have a number, because on a machine with few cores a project without one runs last.
    projects: [
      {
        test: {
          ...shared,
          name: 'service',
          include: ['test/**/*.test.ts'],
          // A suite with packages of its own has them below test/, and some packages bring their tests.
          exclude: ['test/after-all/**', '**/node_modules/**', ...notOverTls],
          setupFiles: ['test/support/end-of-file.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      // This runs after all other tests, and checks which responses of the contract they have seen.
      { test: { ...shared, name: 'after all', include: ['test/after-all/**/*.test.ts'], sequence: { groupOrder: 2 } } },
    ],
  },
})
