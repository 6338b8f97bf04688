// biome-ignore lint/suspicious/noExplicitAny: a parsed document; what reads it says what it expects, and stops where that is absent.
export type Node = Record<string, any>

/** What a reference within the document (`#/components/…`, RFC 6901) points at. Throws where that is nothing. */
export function locate(document: Node, reference: string): Node {
  const steps = reference
    .replace(/^#\//, '')
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const found = steps.reduce<Node | undefined>((node, step) => node?.[step], document)
  if (found === undefined) throw new Error(`${reference} points at nothing`)
  return found
}
