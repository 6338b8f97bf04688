import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import { createEventFeed } from '../data/event-feed.ts'
import { createEventReceiverStore } from '../data/event-receivers.ts'
import { createEventStore } from '../data/events.ts'
import type { Log } from '../log.ts'
import { createEventCourier } from '../ops/event-courier.ts'
import { createPost } from '../ops/post.ts'
import type { System } from '../system.ts'

export type Events = ReturnType<typeof composeEvents>

/** Composes the audit trail: its store, its order for readers, and the courier if there is a webhook. */
export function composeEvents({
  config,
  database,
  system,
  log,
}: {
  config: Pick<Config, 'webhook'>
  database: Database
  system: System
  log: Log
}) {
  const { webhook } = config
  const feed = createEventFeed(database)
  const receivers = createEventReceiverStore(database)
  return {
    store: createEventStore(database),
    feed,
    courier:
      webhook === undefined ? undefined : createEventCourier({ feed, receivers, webhook, send: createPost(webhook.url), log, system }),
  }
}
