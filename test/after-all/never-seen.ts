/**
 * What no answer can show, since it is for readers and generators. An empty parameter counts as absent
 * (RFC 6749 §3.2), this service has no response types (RFC 8414 §2), and no cursor has 64 characters.
 */
export const NEVER_SEEN: readonly string[] = [
  'accepted #/components/schemas/RefreshRequest/anyOf/1 alone',
  'accepted #/components/schemas/NoForm/properties/refresh_token present',
  'accepted #/components/schemas/NoForm/properties/refresh_token type string',
  'accepted #/components/schemas/NoForm/properties/refresh_token at its maxLength',
  '#/components/schemas/AuthorizationServerMetadata/properties/response_types_supported/items type string',
  'accepted #/components/parameters/LastEventId/schema at its maxLength',
]
