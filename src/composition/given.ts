/**
 * The arguments from which the service and the commands compose their parts.
 *
 * @module
 */

import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../ops/metrics/metrics.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import type { System } from '../system.ts'

/** The arguments of a whole service. */
export interface Ingredients {
  config: Config
  secret: ServiceSecret
  system: System
  log: Log
  metrics: Metrics
}

/** The arguments of each part. */
export interface Given {
  config: Config
  database: Database
  system: System
}

/** The arguments of a part that needs the service secret. A command reads the secret only for such a part. */
export interface GivenSecret extends Given {
  secret: ServiceSecret
}
