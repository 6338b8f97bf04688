/** The service secret is not the one that the signing keys were sealed under. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}
