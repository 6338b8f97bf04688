// Follows docs/deploy.md as far as possible without a container engine.
import { expect, test } from 'vitest'
import { followPage } from '../support/follow-page.ts'

/**
 * Without an engine and a cluster, their commands do nothing here. scripts/check-image.sh runs the image as
 * the page says.
 */
const WITHOUT_AN_ENGINE = `
docker() { case "$*" in *users*add*) cat >/dev/null ;; cp*secrets/previous) echo "$*" >secrets/previous ;; esac; }
kubectl() { case "$*" in *users*add*) cat >/dev/null ;; esac; }
sudo() { case "$*" in *users*add* | *stdin*) cat >/dev/null ;; esac; }
npm() { :; }
cosign() { :; }
gh() { :; }
mkdir -p deploy/kubernetes
`

test('docs/deploy.md makes valid secrets, and its commands parse (G 4)', async () => {
  const last = await followPage('docs/deploy.md', {
    before: WITHOUT_AN_ENGINE,
    after: ['deploy/secrets', 'deploy/kubernetes/secrets']
      .map((folder) => `DATABASE_URL_FILE=${folder}/database-url MINTMARK_SECRET_FILE=${folder}/service mintmark config print --json`)
      .concat('unset MINTMARK_ISSUER; MINTMARK_SECRET_FILE=secrets/service mintmark config print --json')
      .join('\n'),
  })
  for (const folder of ['deploy/secrets', 'deploy/kubernetes/secrets', 'secrets']) expect(last).toContain(`"${folder}/service"`)
})
