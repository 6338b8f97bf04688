/** The `resource` parameters of a form (RFC 8707 §2), of which there may be several. */
export const resourcesOf = ({ resource }: { resource?: string | string[] | undefined }): string[] =>
  resource === undefined ? [] : typeof resource === 'string' ? [resource] : resource
