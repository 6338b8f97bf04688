/**
 * What stands in the package and in the image besides the manifest: `dist/`, the licences of what is in it,
 * and a bill of its materials. npm runs it before it packs (`prepack`).
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
