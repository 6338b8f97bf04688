import type { Argon2Cost } from './argon2-hash.ts'

export interface Argon2Input extends Argon2Cost {
  password: Buffer
  salt: Buffer
  digestBytes: number
}

/** Computes argon2id, version 19 (RFC 9106), off the main thread. */
export type Argon2Compute = (input: Argon2Input) => Promise<Buffer>

/** The package that computes. `argon2` wraps the reference implementation, and takes twice as long. */
export type EngineName = '@node-rs/argon2' | 'argon2'

export interface Argon2Engine {
  name: EngineName
  /** On a thread of libuv's pool. */
  compute: Argon2Compute
  /** Why the packages before this one are not used. */
  failures: Error[]
}

/** Loads one package. It throws if the package has no binary for this machine. */
export type LoadEngine = () => Promise<Argon2Compute>

async function loadFast(): Promise<Argon2Compute> {
  const { hashRaw } = await import('@node-rs/argon2')
  return (input) => hashRaw(input.password, fastOptions(input))
}

async function loadReference(): Promise<Argon2Compute> {
  const { argon2id, hash } = await import('argon2')
  return ({ password, salt, m, t, p, digestBytes }) =>
    hash(password, { type: argon2id, memoryCost: m, timeCost: t, parallelism: p, hashLength: digestBytes, salt, raw: true })
}

/** The numbers that the fast package has for argon2id and for version 19. */
const ARGON2ID = 2
const VERSION_19 = 1

export const fastOptions = ({ salt, m, t, p, digestBytes }: Argon2Input) => ({
  algorithm: ARGON2ID,
  version: VERSION_19,
  memoryCost: m,
  timeCost: t,
  parallelism: p,
  outputLen: digestBytes,
  salt,
})

/**
 * An input that takes some milliseconds, and its digest by the reference implementation. The fast package has
 * machine code of its own for each kind of processor.
 */
const KNOWN = {
  input: { password: Buffer.from('password'), salt: Buffer.from('some salt of use'), m: 4096, t: 2, p: 1, digestBytes: 32 },
  digest: '2ce423e9c1acd9bb212b1ccf9153d6bc73821111a85e0165ca3539ccd04ae20a',
}

/**
 * Loads the fast package, or else the reference (docs/decisions/0017). Each must give a known answer, since
 * no other machine could verify what a wrong one hashes.
 *
 * @throws {AggregateError} if neither works on this machine.
 */
export async function loadArgon2Engine(loadFastOne: LoadEngine = loadFast): Promise<Argon2Engine> {
  const failures: Error[] = []
  const engines: [EngineName, LoadEngine][] = [
    ['@node-rs/argon2', loadFastOne],
    ['argon2', loadReference],
  ]
  for (const [name, load] of engines) {
    try {
      const compute = await load()
      const digest = await compute(KNOWN.input)
      if (digest.toString('hex') !== KNOWN.digest) throw new Error(`${name} computes wrong hashes on this machine`)
      return { name, compute, failures }
    } catch (error) {
      failures.push(error as Error)
    }
  }
  throw new AggregateError(failures, 'no package for argon2id works on this machine')
}

/** Loads the engine with the first password, because most commands see none. */
export function computeWhenNeeded(): Argon2Compute {
  let loading: Promise<Argon2Engine> | undefined
  return async (input) => {
    loading ??= loadArgon2Engine()
    return (await loading).compute(input)
  }
}
