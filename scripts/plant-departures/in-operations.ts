import type { Node } from '../json-pointer.ts'
import type { Path, Plant } from './plant.ts'

export function plantInOperation(operation: Node, path: Path, plant: Plant): void {
  plant('names', 'another operationId', path, (node) => {
    node.operationId += 'X'
  })
  plant('tags', 'no tag', path, (node) => {
    node.tags = []
  })
  plant('tags', 'an undeclared tag', path, (node) => {
    node.tags = ['Planted']
  })
  for (const [index] of operation.security.entries()) {
    plant(
      'security',
      `${Object.keys(operation.security[index]).join() || 'nothing'} is dropped`,
      path,
      (node) => void node.security.splice(index, 1),
    )
    for (const scheme of Object.keys(operation.security[index]))
      plant('security', `${scheme} with another scope`, path, (node) => {
        node.security[index][scheme] = operation.security[index][scheme].length > 0 ? [] : ['admin']
      })
  }
  for (const scheme of ['', 'clientBasic', 'clientCredentials', 'bearer', 'password']) {
    const way = scheme === '' ? {} : { [scheme]: [] }
    if (operation.security.some((one: object) => Object.keys(one).join() === scheme)) continue
    plant('security', `${scheme || 'nothing'} is enough`, path, (node) => void node.security.push(way))
  }
  if (operation['x-audience']) plant('security', 'any audience', path, (node) => void delete node['x-audience'])
  else if (operation.security.length > 0)
    plant('security', 'an exclusive audience', path, (node) => {
      node['x-audience'] = 'exclusive'
    })
  plant('parameters', 'one more in the query', path, (node) => {
    node.parameters = [...(node.parameters ?? []), { name: 'planted', in: 'query', schema: { type: 'string' } }]
  })
  plant('parameters', 'one more in a header', path, (node) => {
    node.parameters = [...(node.parameters ?? []), { name: 'Planted', in: 'header', schema: { type: 'string' } }]
  })
  for (const [index] of (operation.parameters ?? []).entries())
    plant('parameters', `${index} is dropped`, path, (node) => void node.parameters.splice(index, 1))
  for (const status of Object.keys(operation.responses)) {
    plant('statuses', `${status} is dropped`, path, (node) => void delete node.responses[status])
    plant('statuses', `${status} is another`, path, (node) => {
      node.responses[418] = node.responses[status]
      delete node.responses[status]
    })
  }
  plant('statuses', 'one more', path, (node) => {
    node.responses[418] = { description: 'Planted.' }
  })
}
