#!/usr/bin/env bash
# npm 11.19.1: in CycloneDX, `npm sbom` names the application after its folder. In SPDX it uses the real name.
#
# Expected: the component in `metadata` has the name of package.json. Its bom-ref and its purl have that name,
# and so has the SPDX bill of the same folder.
#
# Found: it has the name of the folder. So a bill that is made in a temporary folder differs from run to run.
# In CI it has the name of the checkout. Output:
#   cyclonedx: name=a-folder bom-ref=orders@1.0.0 purl=pkg:npm/orders@1.0.0
#   spdx: name=orders
#
# Ends with 1 if this changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/a-folder"
cd "$work"
npm install --silent --no-save --prefix "$work/tool" npm@11.19.1
npm=$work/tool/node_modules/npm/bin/npm-cli.js
cd a-folder
echo '{ "name": "orders", "version": "1.0.0" }' >package.json
node "$npm" install --silent --package-lock-only
seen=$(
  for format in cyclonedx spdx; do
    node "$npm" sbom --package-lock-only --sbom-format="$format" | node -e '
      const bill = JSON.parse(require("fs").readFileSync(0, "utf8"))
      if (bill.metadata) {
        const { name, purl, "bom-ref": ref } = bill.metadata.component
        console.log(`cyclonedx: name=${name} bom-ref=${ref} purl=${purl}`)
      } else console.log(`spdx: name=${bill.packages.find(({ SPDXID }) => bill.documentDescribes.includes(SPDXID)).name}`)'
  done
)
echo "$seen"
[ "$seen" = 'cyclonedx: name=a-folder bom-ref=orders@1.0.0 purl=pkg:npm/orders@1.0.0
spdx: name=orders' ]
