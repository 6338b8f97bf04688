// docs/deploy.md, as far as it goes without an engine.
import { expect, test } from 'vitest'
import { PASSWORD } from '../process/mintmark.ts'
import { followPage } from '../support/follow-page.ts'

/** There is no engine and no cluster here: their commands do nothing. scripts/check-image.sh runs the image as the page says. */
const WITHOUT_AN_ENGINE = `
docker() { case "$*" in *users*add*) cat >/dev/null ;; esac; }
kubectl() { :; }
mkdir deploy
`

test('G 4: docs/deploy.md makes secrets that the service takes; its other commands are sound shell', async () => {
  const last = await followPage('docs/deploy.md', {
    before: `${WITHOUT_AN_ENGINE}PASSWORD='${PASSWORD}'`,
    after: 'DATABASE_URL_FILE=secrets/database-url MINTMARK_SECRET_FILE=secrets/service mintmark config print --json',
  })
  expect(last).toContain('secrets/service')
})
