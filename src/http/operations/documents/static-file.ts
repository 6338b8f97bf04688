import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { parseEntityTags } from '../../request/field-value.ts'
import { PUBLIC_CACHE } from '../../server/response-headers.ts'

/** A file of ours that anybody may have, as it is served. */
export interface StaticFile {
  text: string
  type: { 'content-type': string }
  /** Of an answer without the file too, to who has it (RFC 9110 §15.4.5). */
  headers: { 'cache-control': string; etag: string }
}

/**
 * Reads a file when it is first asked for, and keeps it.
 *
 * @param edit what is served in place of the text, if it is not served as it stands
 */
export function staticFile(path: URL | string, mediaType: string, edit = (text: string) => text): () => Promise<StaticFile> {
  let read: Promise<StaticFile> | undefined
  const once = async (): Promise<StaticFile> => {
    const text = edit(await readFile(path, 'utf8'))
    // It tells versions of a file apart, and protects nothing.
    const etag = `"${crc32(text).toString(16)}-${text.length.toString(16)}"`
    return { text, type: { 'content-type': `${mediaType}; charset=utf-8` }, headers: { ...PUBLIC_CACHE, etag } }
  }
  return () => {
    read ??= once().catch((error: unknown) => {
      read = undefined
      throw error
    })
    return read
  }
}

/** Whether `If-None-Match` names what there is (RFC 9110 §13.1.2). */
export function isNamed(ifNoneMatch: string | undefined, { headers: { etag } }: StaticFile): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.trim() === '*' || parseEntityTags(ifNoneMatch).some((tag) => tag.replace(/^W\//, '') === etag)
}
