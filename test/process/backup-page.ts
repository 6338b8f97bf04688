import { blocksOf } from '../support/page.ts'

/** The blocks of commands of `docs/backup-and-restore.md` below `### step` of `## section`, as they stand there. */
export const commandsOf = (section: string, step: 'Back up' | 'Restore'): string[] =>
  blocksOf('docs/backup-and-restore.md')
    .filter((block) => block.section === section && block.heading === step && block.language === 'sh')
    .map(({ text }) => text)
