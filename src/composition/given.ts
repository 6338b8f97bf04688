/**
 * What the parts of the service are made from, by the service and by commands alike.
 *
 * @module
 */

import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import type { System } from '../system.ts'

export interface Given {
  config: Config
  database: Database
  system: System
}

/** Also the service secret. A command has it only if what it does needs one. */
export interface GivenSecret extends Given {
  secret: ServiceSecret
}
