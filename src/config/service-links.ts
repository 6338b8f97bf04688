import { isIP } from 'node:net'

const URL_SHAPE = /^(tcp|udp|sctp):\/\/\S+$/
const isNumber = (value: string) => /^\d{1,5}$/.test(value)
const isAddress = (value: string) => isIP(value) !== 0

/**
 * How the names of the variables end, and which shape their values have
 * (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables).
 */
const SHAPES: [name: RegExp, fits: (value: string) => boolean][] = [
  [/_SERVICE_HOST$/, isAddress],
  [/_SERVICE_PORT(_[A-Z0-9_]+)?$/, isNumber],
  [/_PORT$/, (value) => URL_SHAPE.test(value)],
  [/_PORT_\d+_(TCP|UDP|SCTP)$/, (value) => URL_SHAPE.test(value)],
  [/_PORT_\d+_(TCP|UDP|SCTP)_PROTO$/, (value) => /^(tcp|udp|sctp)$/i.test(value)],
  [/_PORT_\d+_(TCP|UDP|SCTP)_PORT$/, isNumber],
  [/_PORT_\d+_(TCP|UDP|SCTP)_ADDR$/, isAddress],
]

/**
 * Removes the variables that Kubernetes sets for a Service `mintmark` of the namespace, such as
 * `MINTMARK_PORT=tcp://10.0.0.1:8080`. Such a variable can have the name of a setting, so its value decides.
 */
export const withoutServiceLinks = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name, value = '']) => !isServiceLink(name, value)))

const isServiceLink = (name: string, value: string): boolean =>
  name.startsWith('MINTMARK_') && SHAPES.some(([shape, fits]) => shape.test(name) && fits(value))
