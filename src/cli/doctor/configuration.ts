import type { inspectConfig } from '../../config.ts'
import { errorOf, type Finding, splitSentence } from './finding.ts'

/** Reports the problems that a start would refuse, and the settings that it would warn of. */
export const configurationFindings = ({
  problems,
  warnings,
}: Pick<ReturnType<typeof inspectConfig>, 'problems' | 'warnings'>): Finding[] => [
  ...problems.map(({ variable, rule, mend }) => errorOf('configuration', `${variable}: ${rule}`, mend)),
  ...warnings.map(
    (warning): Finding => ({ level: 'warning', subject: 'configuration', ...splitSentence(warning, 'See the settings in README.md.') }),
  ),
]
