/** With `u`, a pair of surrogates is one character, so this finds only those without their other half. */
const LONE_SURROGATE = /[\ud800-\udfff]/gu

/**
 * Encodes one text for a form (RFC 6749 Appendix B). Half a surrogate pair becomes U+FFFD, as in
 * `URLSearchParams`.
 */
export const formEncoded = (text: string): string => encodeURIComponent(text.replace(LONE_SURROGATE, '\ufffd'))

export type Form = Record<string, string | string[] | undefined>

/**
 * Returns a form as text. It does not use `URLSearchParams`, since React Native's treats arrays differently.
 */
export const formText = (form: Form): string =>
  Object.entries(form)
    .flatMap(([name, value]) => [value].flat().flatMap((one) => (one === undefined ? [] : [`${name}=${formEncoded(one)}`])))
    .join('&')
