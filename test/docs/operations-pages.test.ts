// The pages for who runs the service, followed.
import { expect, test, vi } from 'vitest'
import { followPage } from '../support/follow-page.ts'
import { ALICES_PASSWORD, SERVE_WITH_ALICE } from '../support/page-alice.ts'

vi.setConfig({ testTimeout: 60_000 })

test('R 10, L 1: docs/operate.md goes as it is told', async () => {
  await followPage('docs/operate.md', { before: 'mintmark serve', fill: ALICES_PASSWORD })
})

/** Alice goes on with her session, or can not. */
const ALICE = `
URL=http://127.0.0.1:8080
post() { curl -sS -o alice.json -w '%{http_code}' -X POST "$URL$1" -d "$2"; }
member() { sed "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/" alice.json; }
log_in() { [ "$(post /token 'username=alice&password=${ALICES_PASSWORD.PASSWORD.replaceAll("'", '')}')" = 200 ]; }
goes_on() {
  [ "$(post /token/refresh "refresh_token=$(member refresh_token)")" = 200 ]
  [ "$(curl -sS -o /dev/null -w '%{http_code}' $URL/protected -H "Authorization: Bearer $(member access_token)")" = 200 ]
}
is_out() { [ "$(post /token/refresh "refresh_token=$(member refresh_token)")" = 400 ]; }
log_in
`

test('M 4, M 5, C 6: docs/rotate-keys.md goes as it is told, and who is logged in stays so until restore-epoch', async () => {
  await followPage('docs/rotate-keys.md', {
    before: `${SERVE_WITH_ALICE}\nmintmark clients add billing >/dev/null\n${ALICE}`,
    ends: { 'mintmark keys rotate': [4, 'the next key is seconds old'] },
    ahead: {
      'mintmark clients rotate-secret billing\n': 'goes_on',
      'mintmark clients list --json': 'goes_on',
      'unset MINTMARK_SECRET_PREVIOUS_FILE': 'goes_on',
      'mintmark restore-epoch': 'goes_on',
    },
    after: 'is_out; log_in; goes_on',
  })
})

/** There is no engine and no cluster here: their commands do nothing. scripts/check-image.sh runs the image as the page says. */
const WITHOUT_AN_ENGINE = `
docker() { case "$*" in *users*add*) cat >/dev/null ;; esac; }
kubectl() { :; }
mkdir deploy
`

test('G 4: docs/deploy.md makes secrets that the service takes; its other commands are sound shell', async () => {
  const { last } = await followPage('docs/deploy.md', {
    before: `${WITHOUT_AN_ENGINE}${ALICES_PASSWORD.PASSWORD.replace(/^/, 'PASSWORD=')}`,
    after: 'DATABASE_URL_FILE=secrets/database-url MINTMARK_SECRET_FILE=secrets/service mintmark config print --json',
  })
  expect(last).toContain('secrets/service')
})
