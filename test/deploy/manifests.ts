/** Reads what deploy/kubernetes/ has. @module */

import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

// biome-ignore lint/suspicious/noExplicitAny: the schemas of Kubernetes say what it is
export type Manifest = { apiVersion: string; kind: string; metadata: any; spec: any; [member: string]: any }

/** @throws If a file repeats a member, or is not YAML. */
export function manifestsOf(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if ('errors' in document && document.errors.length > 0) throw document.errors[0]
    return document.toJS()
  })
}

export const manifests = globSync('deploy/kubernetes/*.yaml', { cwd: ROOT })
  .sort()
  .flatMap((path) => manifestsOf(readFileSync(`${ROOT}/${path}`, 'utf8')))

export function manifest(kind: string): Manifest {
  const [found, second] = manifests.filter((candidate) => candidate.kind === kind)
  if (found === undefined || second !== undefined) throw new Error(`There must be one ${kind}.`)
  return found
}
