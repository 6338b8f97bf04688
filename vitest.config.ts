import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const shared = {
  // Native modules and worker threads want processes of their own.
  pool: 'forks',
  // No test changes what another sees: there are no mocks, and each has its own database. Loading the service anew for each file costs half the run.
  isolate: false,
  // Only what hangs is ended: how fast a machine is says nothing about the service.
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 30_000 } },
} as const

/** What starts processes takes longest, and would keep one worker busy when the others are done. */
class ProcessesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const startsProcesses = ({ moduleId }: TestSpecification) =>
      Number(/\/test\/(process|faults|docs|sdk|contract\/mutation)/.test(moduleId))
    return (await super.sort(files)).sort((a, b) => startsProcesses(b) - startsProcesses(a))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: ProcessesFirst },
    // Processes, disks and clients are waited for, so there is work for one worker more than there are cores on the smallest machine.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    globalSetup: ['test/support/global-setup.ts', 'test/support/seen-responses.ts'],
    // Both have a number, since on a machine of few cores what has none runs last.
    projects: [
      {
        test: {
          ...shared,
          name: 'service',
          include: ['test/**/*.test.ts'],
          exclude: ['test/after-all/**'],
          setupFiles: ['test/support/end-of-file.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      // When all others are done: what they have seen of the contract.
      { test: { ...shared, name: 'after all', include: ['test/after-all/**/*.test.ts'], sequence: { groupOrder: 2 } } },
    ],
  },
})
