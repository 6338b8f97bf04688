import type { Node } from '../json-pointer.ts'
import type { Path, Plant } from './plant.ts'

const TYPES = ['string', 'integer', 'boolean', 'array', 'object']

export function plantInSchema(schema: Node, path: Path, plant: Plant): void {
  if (typeof schema.$ref === 'string') return
  for (const name of Object.keys(schema.properties ?? {})) {
    plant('members', `${name} is dropped`, path, (node) => {
      delete node.properties[name]
      if (node.required) node.required = node.required.filter((one: string) => one !== name)
    })
    plant('members', `${name} is renamed`, path, (node) => {
      node.properties[`${name}_x`] = node.properties[name]
      delete node.properties[name]
      if (node.required) node.required = node.required.map((one: string) => (one === name ? `${name}_x` : one))
    })
    const isRequired = schema.required?.includes(name)
    plant('members', `${name} ${isRequired ? 'may be absent' : 'is required'}`, path, (node) => {
      node.required = isRequired ? node.required.filter((one: string) => one !== name) : [...(node.required ?? []), name]
    })
  }
  if (schema.properties) {
    plant('members', 'one more may be there', path, (node) => {
      node.properties.planted = { type: 'string' }
    })
    plant('members', 'one more is required', path, (node) => {
      node.properties.planted = { type: 'string' }
      node.required = [...(node.required ?? []), 'planted']
    })
  }
  if (typeof schema.type === 'string') {
    const others = TYPES.filter((type) => type !== schema.type)
    plant('values', 'another type', path, (node) => {
      node.type = others[0]
    })
    plant('values', 'or null', path, (node) => {
      node.type = [node.type, 'null']
    })
  }
  for (const value of schema.enum ?? []) {
    plant('values', `${value} is no value`, path, (node) => {
      node.enum = node.enum.filter((one: unknown) => one !== value)
      if (node.enum.length === 0) node.enum = ['planted']
    })
  }
  if (schema.enum) plant('values', 'one more value', path, (node) => void node.enum.push('planted'))
  for (const key of ['enum', 'const'])
    if (schema[key] !== undefined) plant('values', `any, without ${key}`, path, (node) => void delete node[key])
  if (schema.const !== undefined)
    plant('values', 'another constant', path, (node) => {
      node.const = 'planted'
    })
  for (const [index] of (schema.anyOf ?? []).entries())
    plant('alternatives', `${index} is dropped`, path, (node) => void node.anyOf.splice(index, 1))
  if (schema.anyOf) plant('alternatives', 'one more', path, (node) => void node.anyOf.push({ type: 'boolean' }))
  for (const bound of ['minimum', 'maximum', 'minLength', 'maxLength', 'maxItems']) {
    if (schema[bound] === undefined) continue
    for (const by of [-1, 1])
      plant('bounds', `${bound} ${by > 0 ? 'one more' : 'one less'}`, path, (node) => {
        node[bound] += by
      })
    plant('bounds', `no ${bound}`, path, (node) => void delete node[bound])
  }
  if (schema.additionalProperties !== undefined)
    plant('bounds', 'additionalProperties is turned', path, (node) => {
      node.additionalProperties = !node.additionalProperties
    })
  if (schema.default !== undefined) {
    plant('defaults', 'another', path, (node) => {
      node.default += 1
    })
    plant('defaults', 'none', path, (node) => void delete node.default)
  }
  if (schema.format) plant('formats', 'none', path, (node) => void delete node.format)
  if (schema.type === 'string' && !schema.format && !schema.enum)
    plant('formats', 'date-time', path, (node) => {
      node.format = 'date-time'
    })
  if (schema.pattern) {
    plant('formats', 'no pattern', path, (node) => void delete node.pattern)
    plant('formats', 'another pattern', path, (node) => {
      node.pattern = '^planted$'
    })
  }
}
