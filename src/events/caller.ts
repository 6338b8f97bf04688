/** Where a request comes from. */
export interface Caller {
  /** The client's address, to show. */
  address: string
  /** What is counted of it: an IPv4 address, or the /64 of an IPv6 address. */
  addressKey: string
  /** What the client says of itself (`User-Agent`), cut short; it may say anything. */
  device: string | undefined
}
