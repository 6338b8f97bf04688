/** What no answer can show, each with its reason. */
export const NEVER_SEEN: readonly string[] = [
  // An empty parameter counts as absent (RFC 6749 §3.2), so this alternative is for generators.
  'accepted #/components/schemas/RefreshRequest/anyOf/1 alone',
  'accepted #/components/schemas/NoForm/properties/refresh_token present',
  'accepted #/components/schemas/NoForm/properties/refresh_token type string',
  'accepted #/components/schemas/NoForm/properties/refresh_token at its maxLength',
  // This service has no response types (RFC 8414 §2).
  '#/components/schemas/AuthorizationServerMetadata/properties/response_types_supported/items type string',
  // No cursor has 64 characters.
  'accepted #/components/parameters/LastEventId/schema at its maxLength',
  // It is of streams, and a recording has no body of a stream.
  '#/paths/~1admin~1events/get #/components/parameters/LastEventId decides',
  // One schema of an account is for both operations, and only the other one tells this.
  '#/paths/~1admin~1users~1{user_id}/patch/responses/200 with lockout',
]
