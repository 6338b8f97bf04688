import { Refusal } from '../errors.ts'

/** The service secret is not the one that the signing keys were sealed under. What to do about it stands in the cause, for whoever runs the service. */
export class SealBroken extends Refusal {
  constructor() {
    const cause = new Error('The service secret is not the one that they were sealed under: give that one, or give it as the previous one.')
    super('unavailable', 'The signing keys cannot be opened.', { retryAfterSeconds: 1, cause })
    this.name = 'SealBroken'
  }
}
