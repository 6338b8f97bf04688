/** Departures that change no promise, or that no answer alone can show, each with its reason. At most 25. */
export const EQUIVALENT: Readonly<Record<string, string>> = {
  '#/components/schemas/TokenResponse/properties/expires_in no minimum': 'there is no answer with 0, so none can be held to it',
  '#/components/schemas/TokenResponse/properties/refresh_expires_in no minimum': 'there is no answer with 0, so none can be held to it',
  '#/components/schemas/NoForm/properties/refresh_token maxLength one less':
    'an empty parameter counts as absent (RFC 6749 §3.2), so this alternative is for generators',
  '#/components/schemas/NoForm/properties/refresh_token maxLength one more':
    'an empty parameter counts as absent (RFC 6749 §3.2), so this alternative is for generators',
  '#/components/schemas/NoForm/properties/refresh_token date-time':
    'an empty parameter counts as absent (RFC 6749 §3.2), so this alternative is for generators',
  '#/components/schemas/RefreshRequest 1 is dropped':
    'an empty parameter counts as absent (RFC 6749 §3.2), so this alternative is for generators',
  '#/paths/~1login/post nothing is enough': 'an empty list of alternatives says the same',
  '#/paths/~1users/post nothing is enough': 'an empty list of alternatives says the same',
  '#/paths/~1users~1password/post nothing is enough': 'an empty list of alternatives says the same',
  '#/components/schemas/OpenapiDocument openapi is dropped': 'a test compares this document with the file as a whole',
  '#/components/schemas/AuthorizationServerMetadata/properties/response_types_supported/items date-time': 'the list is always empty',
  '#/components/schemas/RefreshForm refresh_token is required': 'the other alternative, NoForm, allows a request without it',
  'issueOneTimeSecret user_id has the answer of another value': 'a secret says nothing of its user; a test sets a password with it',
  'rotateClientSecret client_id has the answer of another value': 'a secret says nothing of its client; a test authenticates with it',
}
