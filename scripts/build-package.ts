/**
 * Makes what the package and the image contain besides the manifest. That is `dist/`, the licences, and the
 * bill of materials. npm runs this before it packs (`prepack`).
 *
 * @module
 */

import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build } from './build/bundle.ts'
import { billOfMaterials } from './build/sbom.ts'
import { shippedPackages } from './build/shipped-packages.ts'
import { thirdPartyNotices } from './build/third-party-notices.ts'

const ROOT = resolve(import.meta.dirname, '..')

const shipped = await shippedPackages(await build(resolve(ROOT, 'dist')))
await writeFile(resolve(ROOT, 'THIRD-PARTY-NOTICES'), thirdPartyNotices(shipped))
await writeFile(resolve(ROOT, 'sbom.cdx.json'), await billOfMaterials(shipped))
