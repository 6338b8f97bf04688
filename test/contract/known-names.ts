/**
 * What the contract may name beyond its own parts: settings, commands, and words of other specifications.
 *
 * @module
 */
import { DEFAULT_CLIENT_ID } from '../../src/clients/client.ts'
import { settingList } from '../../src/config/settings.ts'
import { COMMAND_ACTOR } from '../../src/events/event.ts'
import type { Known } from './names.ts'

const SPECIFIED = 'a header or method that HTTP or CORS specifies'
export const KNOWN: Known = {
  settings: settingList.map(([, { variable }]) => variable),
  commands: ['users passwd'],
  words: {
    [DEFAULT_CLIENT_ID]: 'the id of the built-in client',
    [COMMAND_ACTOR]: 'the actor of what a command did',
    dev: 'a command',
    usr_: 'the prefix of user ids',
    mot_: 'the prefix of one-time secrets',
    '{"active":false}': 'the whole body of InactiveToken',
    'components.responses': 'a part of this document',
    servers: 'a member of OpenAPI',
    tokenUrl: 'a member of OpenAPI',
    refreshUrl: 'a member of OpenAPI',
    'urn:ietf:params:oauth:client-assertion-type:jwt-bearer': 'RFC 7523 §2.2',
    Ed25519: 'RFC 9864 §2.2',
    Authorization: SPECIFIED,
    'Accept: application/x-ndjson': SPECIFIED,
    'Accept: text/event-stream': SPECIFIED,
    cursor: 'a member of a line, which is text to the contract',
    Origin: SPECIFIED,
    OPTIONS: SPECIFIED,
    'Access-Control-Allow-Origin': SPECIFIED,
    'Access-Control-Request-Method': SPECIFIED,
    'If-None-Match': SPECIFIED,
    'User-Agent': SPECIFIED,
  },
}
