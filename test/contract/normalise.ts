import { locate, type Node } from '../../scripts/json-pointer.ts'

/**
 * Keywords that inform readers and change nothing on the wire. The conformance check covers the headers of
 * responses.
 */
const ANNOTATIONS = new Set('description summary title tags deprecated example examples discriminator externalDocs headers'.split(' '))

/** Members that map names to values. A name in them is never a keyword. */
const MAPS = new Set(['properties', 'responses', 'content', 'patternProperties'])

/**
 * Returns a part of an OpenAPI document with references resolved, annotations removed and equivalent
 * spellings unified.
 */
export function normalise(node: unknown, document: Node, isMap = false): unknown {
  if (Array.isArray(node)) return node.map((item) => normalise(item, document))
  if (node === null || typeof node !== 'object') return node
  if (!isMap && '$ref' in node) return normalise(locate(document, String(node.$ref)), document)
  const entries = Object.entries(node)
    .filter(([key]) => isMap || !ANNOTATIONS.has(key))
    .map(([key, value]): [string, unknown] => [key, normalise(value, document, !isMap && MAPS.has(key))])
  return isMap ? Object.fromEntries(entries) : Object.fromEntries(entries.flatMap(spelled))
}

/** Returns one spelling of a keyword, or nothing if the keyword says the same as its absence. */
function spelled([key, value]: [string, unknown]): [string, unknown][] {
  if (key === 'const') return [['enum', [value]]]
  if (key === 'oneOf') return [['anyOf', value]]
  if (key === 'required' && value === false) return []
  if (key === 'additionalProperties' && (value === true || JSON.stringify(value) === '{}')) return []
  if (key === 'format' && value === 'password') return []
  if (key === 'type' && Array.isArray(value)) return [[key, [...value].sort()]]
  if (key === 'required' && Array.isArray(value)) return [[key, [...value].sort()]]
  if (key === 'parameters' && Array.isArray(value)) return [[key, byPlaceAndName(value)]]
  return [[key, value]]
}

const byPlaceAndName = (parameters: { in: string; name: string }[]) =>
  parameters.toSorted((a, b) => `${a.in} ${a.name}`.localeCompare(`${b.in} ${b.name}`))
