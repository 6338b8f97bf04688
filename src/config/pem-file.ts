import { readFileSync, statSync } from 'node:fs'
import { codeOf, systemWords } from '../errors/system-words.ts'

/** A chain of certificates takes some 10 KiB. A larger file is a mistake. */
const MAX_BYTES = 1024 * 1024

/** What was read from a file, or the rule that the file breaks, as a sentence. */
export type FileText = { kind: 'text'; text: string; openToOthers: boolean } | { kind: 'unusable'; rule: string }

/** Reads a file of certificates or keys. It never waits, as it would for a pipe. */
export function readPemFile(path: string): FileText {
  try {
    const stats = statSync(path)
    if (!stats.isFile() || stats.size > MAX_BYTES) return { kind: 'unusable', rule: `${path} is not a file of at most 1 MiB.` }
    // Debian gives a key to the group ssl-cert, and Kubernetes to the group of the pod.
    const openToOthers = process.platform !== 'win32' && (stats.mode & 0o007) !== 0
    return { kind: 'text', text: readFileSync(path, 'utf8'), openToOthers }
  } catch (error) {
    return { kind: 'unusable', rule: unreadable(path, error) }
  }
}

/** Says why a file cannot be read, as a sentence. */
export function unreadable(path: string, error: unknown): string {
  const code = codeOf(error)
  return `${path} cannot be read${code === undefined ? '' : ` (${systemWords(code)})`}.`
}

/** The blocks of a PEM file with certificates (RFC 7468 §5). */
export const certificateBlocks = (text: string): string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
