/**
 * Lists what the contract measures: each date, number and flag of an answer or a request, and each cursor.
 * A schema says only what form such a value has. `test/http/measures` holds it to what was really done.
 *
 * @module
 */
import type { Node } from '../../scripts/json-pointer.ts'

const COMPONENT = '#/components/schemas/'

/** A required member whose value its schema fixes, such as `active: true`, measures nothing. */
const isMeasure = ({ type, format, enum: values }: Node, isRequired = false): boolean =>
  !(isRequired && values !== undefined) && (['boolean', 'integer', 'number'].includes(type) || format === 'date-time')

/** Returns `Schema.member` for each measure of a body, `?name` of a parameter, and the name of a header. */
export function measuredMembers({ paths, components: { schemas, parameters, headers } }: Node): string[] {
  const isMeasured = ({ $ref, ...node }: Node, isRequired = false): boolean =>
    $ref === `${COMPONENT}NextPage` || isMeasure($ref === undefined ? node : (schemas[$ref.replace(COMPONENT, '')] ?? {}), isRequired)
  const ofSchemas = Object.entries<Node>(schemas).flatMap(([schema, { properties = {}, required = [] }]) =>
    Object.entries<Node>(properties).flatMap(([name, node]) => (isMeasured(node, required.includes(name)) ? [`${schema}.${name}`] : [])),
  )
  const operations = Object.values<Node>(paths).flatMap((item) => Object.values<Node>(item))
  const declared: Node[] = [...Object.values<Node>(parameters), ...operations.flatMap((operation) => operation.parameters ?? [])]
  const ofParameters = declared.filter(({ name, schema = {} }) => name === 'after' || isMeasured(schema)).map(({ name }) => `?${name}`)
  const ofHeaders = Object.entries<Node>(headers).flatMap(([name, { schema }]) => (/\[0-9\]/.test(schema.pattern ?? '') ? [name] : []))
  return [...new Set([...ofSchemas, ...ofParameters, ...ofHeaders])].sort()
}
