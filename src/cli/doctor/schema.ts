import type { SchemaState } from '../../data/migrations.ts'
import { errorOf, type Finding, warningOf } from './finding.ts'

/** @param migrates Whether `serve` migrates by itself. */
export function schemaFindings(state: SchemaState, { migrates }: { migrates: boolean }): Finding[] {
  const pending = migrates ? warningOf : errorOf
  switch (state) {
    case 'current':
      return []
    case 'absent':
      return [
        pending('schema', 'The database holds nothing of Mintmark.', 'Run `mintmark migrate`, or set DATABASE_URL to the one you mean.'),
      ]
    case 'behind':
      return [
        pending('schema', 'The database is of an earlier release: migrations are pending.', 'Back it up, then run `mintmark migrate`.'),
      ]
    case 'ahead':
      return [
        warningOf(
          'schema',
          'The database is one release ahead of this program.',
          'Run the later release; this one is only for a roll-back.',
        ),
      ]
    case 'too_far_ahead':
      return [errorOf('schema', 'The database is more than one release ahead of this program.', 'Run a later release.')]
  }
}
