/** What `doctor` reports: findings of its checks, each with its remedy. @module */

export type Subject = 'configuration' | 'proxies' | 'certificate' | 'files' | 'disk' | 'database' | 'schema' | 'keys' | 'clients' | 'users'

export interface Finding {
  /** With an error the service does not work, or not as it promises. A warning is about a risk. */
  level: 'error' | 'warning'
  subject: Subject
  /** What is wrong, as a sentence. */
  what: string
  /** What to do, as a sentence or a command. */
  mend: string
}

export const errorOf = (subject: Subject, what: string, mend: string): Finding => ({ level: 'error', subject, what, mend })

export const warningOf = (subject: Subject, what: string, mend: string): Finding => ({ level: 'warning', subject, what, mend })

/**
 * Splits a warning of the service, whose last sentence is its remedy. The last sentences may be in
 * parentheses, which are left out.
 *
 * @param mend The remedy of a text of one sentence.
 */
export function splitSentence(text: string, mend: string): Pick<Finding, 'what' | 'mend'> {
  const open = text.replace(/(?<=\.) \(([^()]*\.)\)$/, ' $1')
  const [, what, last] = /^(.*\.) +(\S.*)$/s.exec(open) ?? []
  return what === undefined || last === undefined ? { what: text, mend } : { what, mend: last }
}
