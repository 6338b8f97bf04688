interface Route {
  method: string
  path: string
}

/** The methods of each path of the contract, for the refusal of all others (RFC 9110 §15.5.6). A path that is named has those alone, whatever template fits it too. */
export function createPathMethods(routes: readonly Route[]): (path: string) => string[] {
  const patterns = routes.map(({ method, path }) => ({ method: method.toUpperCase(), path, pattern: patternOf(path) }))
  return (path) => {
    const fitting = patterns.filter(({ pattern }) => pattern.test(path))
    const named = fitting.filter((route) => route.path === path)
    return (named.length > 0 ? named : fitting).flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  }
}

/** The paths that are named, and that the template `path` fits too: an operation of the template is none of theirs (OpenAPI 3.1 §4.8.8.2). */
export const namedPathsOf = (path: string, routes: readonly Route[]): string[] =>
  routes.map((route) => route.path).filter((other) => other !== path && !other.includes('{') && patternOf(path).test(other))

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`)
