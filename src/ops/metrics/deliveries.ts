import type { DeliveryCounts } from '../event-courier.ts'
import type { Family } from './family.ts'

/** @param counts Undefined without a webhook. */
export const deliveryFamilies = (counts: (() => DeliveryCounts) | undefined): readonly Family[] => [
  {
    name: 'mintmark_webhook_tries_total',
    kind: 'counter',
    help: 'Tries of this process to deliver an event to the webhook, by how they ended.',
    labels: ['outcome'],
    read() {
      if (counts === undefined) return []
      const { delivered, failed, givenUp } = counts()
      const outcomes = { delivered, failed, given_up: givenUp }
      return Object.entries(outcomes).map(([outcome, value]) => ({ labels: { outcome }, value }))
    },
  },
]
