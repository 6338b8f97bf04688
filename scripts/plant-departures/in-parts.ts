import type { Node } from '../json-pointer.ts'
import type { Path, Plant } from './plant.ts'

export function plantInReference(reference: string, path: Path, plant: Plant): void {
  plant('$refs', `not ${reference}`, path, (one, contract) => {
    const [, , kind, name] = reference.split('/') as [string, string, string, string]
    const own = JSON.stringify(bare(contract.components[kind][name]))
    const names = Object.keys(contract.components[kind])
    const start = names.indexOf(name)
    const other = [...names.slice(start + 1), ...names.slice(0, start)].find(
      (one) => JSON.stringify(bare(contract.components[kind][one])) !== own,
    )
    one.$ref = `#/components/${kind}/${other}`
  })
}

/** Without what only informs readers. */
const bare = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(bare)
  if (node === null || typeof node !== 'object') return node
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'description' && key !== 'examples' && key !== 'example')
      .map(([key, value]) => [key, bare(value)]),
  )
}

/** Each leaf is replaced by what no request and no answer can have there. */
export function plantInExample(value: unknown, path: Path, plant: Plant): void {
  const key = path.at(-1) as string | number
  const parent = path.slice(0, -1)
  if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) plantInExample(member, [...path, Array.isArray(value) ? Number(name) : name], plant)
    return
  }
  plant('examples', `${key} of another type`, parent, (one) => {
    one[key] = { planted: true }
  })
  if (typeof key === 'string' && key !== 'value')
    plant('examples', `${key} under another name`, parent, (one) => {
      one[`${key}_x`] = one[key]
      delete one[key]
    })
}

export function plantInScheme(scheme: Node, path: Path, plant: Plant): void {
  plant('security', 'another type', path, (one) => {
    one.type = 'openIdConnect'
  })
  if (scheme.scheme)
    plant('security', 'another scheme', path, (one) => {
      one.scheme = 'digest'
    })
  for (const [name, flow] of Object.entries<Node>(scheme.flows ?? {})) {
    const here = [...path, 'flows', name]
    for (const key of ['tokenUrl', 'refreshUrl'])
      if (flow[key])
        plant('servers', `another ${key}`, here, (one) => {
          one[key] = '/planted'
        })
    for (const scope of Object.keys(flow.scopes)) plant('security', `no scope ${scope}`, here, (one) => void delete one.scopes[scope])
    plant('security', 'one more scope', here, (one) => {
      one.scopes.planted = 'Planted.'
    })
  }
}
