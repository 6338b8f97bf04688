import type { CommonPasswords } from './blocked-password.ts'

/**
 * The 49,000 most common passwords of zxcvbn, of which 18,000 have eight characters or more (OWASP ASVS 5.0 V6.2.4 asks for 3,000). They come with the
 * package, so nobody is asked over the network. Loaded when they are first needed: some 50 ms and 5 MB that a start without a new password does not pay.
 *
 * Its estimate of strength is left out on purpose: it takes 230 ms for a long password, in which the service would answer nobody.
 */
export function createCommonPasswords(): () => Promise<CommonPasswords> {
  let loading: Promise<CommonPasswords> | undefined
  return () => {
    loading ??= load()
    return loading
  }
}

async function load(): Promise<CommonPasswords> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'])
}
