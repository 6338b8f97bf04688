import { blocksOf } from '../support/page.ts'

/**
 * Returns the blocks of commands below `### step` of `## section` in `docs/backup-and-restore.md`, exactly as
 * written.
 */
export const commandsOf = (section: string, step: 'Back up' | 'Restore'): string[] =>
  blocksOf('docs/backup-and-restore.md')
    .filter((block) => block.section === section && block.heading === step && block.language === 'sh')
    .map(({ text }) => text)
