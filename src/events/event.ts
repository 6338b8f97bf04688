/**
 * The audit trail.
 *
 * This room knows which events there are, what each says, and who caused it. It knows no rule that decides
 * whether something happens, and no SQL. To add an event, add its type and its sentence to `EVENT_TYPES`.
 * Then write it in the store of the change, in the same transaction. An event without a change goes
 * through `EventStore.record`.
 *
 * @module
 */

/** The types of events, each with its description. The list is closed. */
export const EVENT_TYPES = {
  login: 'A person logged in.',
  login_refused: 'Logins were refused; `count` says how many.',
  client_refused: 'A client did not authenticate; `count` says how often.',
  one_time_secret_refused: 'One-time secrets were refused; `count` says how many.',
  logout: 'A person ended the session that they were using.',
  session_revoked: 'A session was ended by its owner, its client or an operator.',
  sessions_revoked: 'Every session of an account was ended by an operator.',
  session_evicted: 'A session was ended because its owner had too many.',
  session_restored: 'A token ahead of its session was presented, as after a restored backup; the session was ended.',
  refresh_reused: 'A token that had been used before was presented; the session was ended.',
  password_changed: 'A person changed their own password; their other sessions ended.',
  password_reset: 'A password was set without the one before; every session of the account ended.',
  one_time_secret_made:
    'A one-time secret was made, with which a new password can be set; the old password and every session of the account ended.',
  user_created: 'An account was made.',
  user_changed: 'What an account may have was changed.',
  user_disabled: 'An account was disabled; its sessions ended.',
  user_enabled: 'An account was enabled.',
  user_deleted: 'An account was deleted; its sessions ended.',
  user_unlocked: 'The tries that were counted against an account were forgotten.',
  address_unlocked: 'The tries that were counted against an address were forgotten.',
  users_exported: 'The accounts were exported to a file, without their passwords.',
  password_hashes_exported: 'The accounts were exported to a file, with the hashes of their passwords.',
  client_created: 'A client was registered.',
  client_changed: 'What a client may do was changed.',
  client_disabled: 'A client was disabled; its sessions and tokens ended.',
  client_enabled: 'A client was enabled.',
  client_deleted: 'A client was deleted; its sessions and tokens are dead.',
  client_secret_rotated: 'A client was given a new secret; of those before it the newest lives on for a time.',
  token_issued: 'An operator issued an access token; for a person, with a session that ends with it.',
  token_revoked: 'An access token without a session was revoked.',
  keys_changed: 'Signing keys were made, appointed, sealed again or removed.',
  service_restored: 'Every session was ended and every signing key replaced.',
} as const

export type EventType = keyof typeof EVENT_TYPES

/** The actor of a change that was made by a command. No user and no client has this id. */
export const COMMAND_ACTOR = 'command'

/** Where a request comes from. */
export interface Caller {
  /** The client's address, to show. */
  address: string
  /** What is counted: the IPv4 address, or the /64 of an IPv6 address. */
  addressKey: string
  /** What the client says of itself (`User-Agent`), cut short. It may be anything. */
  device: string | undefined
}

/** When something was done, by which actor and from where. */
export type Act = Pick<AuditEvent, 'atMs' | 'actor' | 'address'>

/** What became of the signing keys. */
export type KeyVerb = 'created' | 'published' | 'rotated' | 'revoked' | 'reset' | 'removed' | 'resealed'

/**
 * What was changed, if the type of the event does not say it all. The members are a closed list, without
 * secrets and without typed names that no user has.
 */
export interface EventDetail {
  /** The scope after the change. Absent for a client that may ask for whatever the user has. */
  scope?: string | undefined
  previousScope?: string | undefined
  /** The name of a deleted account: nothing else says whose the id was. */
  username?: string | undefined
  /** The address that was unlocked. */
  unlocked?: string | undefined
  /** The members of a client that changed, as the contract names them. */
  changed?: readonly string[] | undefined
  verb?: KeyVerb | undefined
  /** The key that signs now, was published, or is gone, as the verb says. */
  kid?: string | undefined
}

/** One entry of the audit trail. It never has a secret, or a typed name that no user has. */
export interface AuditEvent {
  type: EventType
  /** Milliseconds since the epoch. */
  atMs: number
  userId?: string | undefined
  clientId?: string | undefined
  sessionId?: string | undefined
  address?: string | undefined
  /** The id of the user or client who did it, or `command`. Absent if that is the user of the event. */
  actor?: string | undefined
  /** How often it happened: 1, unless refusals were gathered. */
  count?: number
  detail?: EventDetail | undefined
}

/** An entry as the database has it. */
export interface RecordedEvent extends AuditEvent {
  /** Made by the database. No other event has it. */
  id: number
}
