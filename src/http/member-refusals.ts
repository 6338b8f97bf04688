import { Refusal } from '../errors.ts'

/** What breaks a rule, member by member; the schema of the contract let it through. */
export function problemsRefusal(sentence: string, problems: readonly { member: string; problem: string }[]): Refusal {
  const errors = problems.map(({ member, problem }) => ({ pointer: `/${inSnakeCase(member)}`, detail: problem }))
  return new Refusal('validation_failed', sentence, { errors })
}

/** @param mend A sentence that says what else can be done. */
export const takenRefusal = (member: 'username' | 'id', mend?: string): Refusal =>
  new Refusal('conflict', [`The ${member} is taken.`, mend].filter(Boolean).join(' '), {
    errors: [{ pointer: `/${member}`, detail: 'is taken' }],
  })

const inSnakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
