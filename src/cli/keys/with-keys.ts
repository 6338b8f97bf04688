import { createKeyStore } from '../../data/signing-keys.ts'
import { createKeyAdministration, type KeyAdministration, type KeyDescription } from '../../keys/key-administration.ts'
import { createKeyMaterial } from '../../keys/key-material.ts'
import { resolveServiceSecret } from '../../ops/service-secret.ts'
import { realSystem } from '../../system.ts'
import { withDatabase } from '../database.ts'
import { namingSecret } from '../service-secret.ts'
import { columns, instant, type Terminal } from '../support/terminal.ts'

/** With the service secret, under which private keys are kept. */
export const withKeys = <T>(work: (keys: KeyAdministration) => Promise<T>): Promise<T> =>
  withDatabase((database, config) => {
    const material = createKeyMaterial(resolveServiceSecret(config))
    const made = { store: createKeyStore(database), material, alg: config.signingAlg, system: realSystem }
    return namingSecret(config, () => work(createKeyAdministration(made)))
  })

const orNull = (ms: number | null | undefined): string | null => (ms == null ? null : instant(ms))

const shownKey = ({ kid, alg, state, publishedAtMs, signsFromMs, goneAtMs }: KeyDescription) => ({
  kid,
  alg,
  state,
  publishedAt: instant(publishedAtMs),
  signsFrom: orNull(signsFromMs),
  goneAt: orNull(goneAtMs),
})

const HEADINGS = ['KID', 'ALG', 'STATE', 'PUBLISHED', 'SIGNS FROM', 'GONE AT']

/** All keys as they are now. */
export async function printKeys(terminal: Terminal, keys: KeyAdministration, { json }: { json?: true | undefined }): Promise<void> {
  const shown = (await keys.list(realSystem.nowMs())).map(shownKey)
  const rows = () => shown.map((key) => Object.values(key).map((value) => value ?? '-'))
  terminal.print(json ? JSON.stringify(shown) : columns([HEADINGS, ...rows()]))
}
