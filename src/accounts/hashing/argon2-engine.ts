import type { Argon2Cost } from './argon2-hash.ts'

export interface Argon2Input extends Argon2Cost {
  password: Buffer
  salt: Buffer
  digestBytes: number
}

/** Computes argon2id, version 19 (RFC 9106), on a thread of libuv's pool. */
export type Argon2Engine = (input: Argon2Input) => Promise<Buffer>

/** The numbers that the library has for argon2id and for version 19. */
const ARGON2ID = 2
const VERSION_19 = 1

/** What the reference implementation makes of these. */
const KNOWN = {
  input: { password: Buffer.from('password'), salt: Buffer.from('some salt of use'), m: 4096, t: 2, p: 1, digestBytes: 32 },
  digest: '2ce423e9c1acd9bb212b1ccf9153d6bc73821111a85e0165ca3539ccd04ae20a',
}

/** What the library is asked for here. */
type Library = { hashRaw: typeof import('@node-rs/argon2').hashRaw }

/**
 * Loads the library and asks it for a known answer, in two milliseconds. It has machine code of its own for
 * each kind of processor. If that were wrong on one, no other machine could verify what this one hashes.
 *
 * @throws {Error} if there is no binary for this machine, or the answer is another.
 */
export async function loadArgon2Engine(load: () => Promise<Library> = () => import('@node-rs/argon2')): Promise<Argon2Engine> {
  const { hashRaw } = await load()
  const engine: Argon2Engine = ({ password, salt, m, t, p, digestBytes }) =>
    hashRaw(password, {
      algorithm: ARGON2ID,
      version: VERSION_19,
      memoryCost: m,
      timeCost: t,
      parallelism: p,
      outputLen: digestBytes,
      salt,
    })
  const digest = await engine(KNOWN.input)
  if (digest.toString('hex') !== KNOWN.digest) throw new Error('@node-rs/argon2 computes wrong hashes on this machine')
  return engine
}
