import { composeKeys } from '../../composition/keys.ts'
import type { KeyAdministration, KeyDescription } from '../../keys/key-administration.ts'
import { resolveServiceSecret } from '../../ops/secret-file.ts'
import { realSystem } from '../../system.ts'
import { namingSecret } from '../proven-secret.ts'
import { columns, instant, type Terminal } from '../support/terminal.ts'
import { withDatabase } from '../with-database.ts'

/** Runs `work` with the keys, whose private halves are sealed under the service secret. */
export const withKeys = <T>(work: (keys: KeyAdministration) => Promise<T>): Promise<T> =>
  withDatabase((database, config) => {
    const keys = composeKeys({ config, database, secret: resolveServiceSecret(config), system: realSystem })
    return namingSecret(config, () => work(keys.administration))
  })

const orNull = (ms: number | null | undefined): string | null => (ms == null ? null : instant(ms))

const keyView = ({ kid, alg, state, publishedAtMs, signsFromMs, goneAtMs }: KeyDescription) => ({
  kid,
  alg,
  state,
  publishedAt: instant(publishedAtMs),
  signsFrom: orNull(signsFromMs),
  goneAt: orNull(goneAtMs),
})

const HEADINGS = ['KID', 'ALG', 'STATE', 'PUBLISHED', 'SIGNS FROM', 'GONE AT']

/** Prints all keys as they are now. */
export async function printKeys(terminal: Terminal, keys: KeyAdministration, { json }: { json?: true | undefined }): Promise<void> {
  const views = (await keys.list(realSystem.nowMs())).map(keyView)
  const rows = () => views.map((key) => Object.values(key).map((value) => value ?? '-'))
  terminal.print(json ? JSON.stringify(views) : columns([HEADINGS, ...rows()]))
}
