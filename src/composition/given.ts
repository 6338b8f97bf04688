/**
 * What the parts of the service are made from, by the service and by commands alike.
 *
 * @module
 */

import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import type { Log } from '../log.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import type { System } from '../system.ts'

/** What a service is made from. */
export interface Ingredients {
  config: Config
  secret: ServiceSecret
  system: System
  log: Log
}

/** What each part is made from. */
export interface Given {
  config: Config
  database: Database
  system: System
}

/** With the service secret, which a command reads only if it needs it. */
export interface GivenSecret extends Given {
  secret: ServiceSecret
}
