// Follows docs/rotate-keys.md while a user stays logged in.
import { test } from 'vitest'
import { PASSWORD } from '../process/mintmark.ts'
import { followPage } from '../support/follow-page.ts'

/** Shell functions that check whether alice's session continues or has ended. */
const ALICE = `
printf %s '${PASSWORD}' | mintmark users add alice --password-stdin >/dev/null
URL=http://127.0.0.1:8080
post() { curl -sS -o alice.json -w '%{http_code}' -X POST "$URL$1" -d "$2"; }
member() { sed "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/" alice.json; }
log_in() { [ "$(post /token 'username=alice&password=${PASSWORD}')" = 200 ]; }
goes_on() {
  [ "$(post /token/refresh "refresh_token=$(member refresh_token)")" = 200 ]
  [ "$(curl -sS -o /dev/null -w '%{http_code}' $URL/protected -H "Authorization: Bearer $(member access_token)")" = 200 ]
}
is_out() { [ "$(post /token/refresh "refresh_token=$(member refresh_token)")" = 400 ]; }
log_in
`

test('docs/rotate-keys.md works; users stay logged in until restore-epoch (M 4, M 5, C 6)', async () => {
  await followPage('docs/rotate-keys.md', {
    before: `mintmark serve\n${ALICE}`,
    ends: { 'mintmark keys rotate': [4, 'the next key is seconds old'] },
    ahead: {
      'mintmark clients rotate-secret payroll\n': 'goes_on',
      'mintmark clients list --json': 'goes_on',
      'unset MINTMARK_SECRET_PREVIOUS_FILE': 'goes_on',
      'mintmark restore-epoch': 'goes_on',
      'rm -f data/mintmark.db.secret': 'is_out; log_in; goes_on; stop_service',
    },
    after: 'mintmark serve; is_out; log_in; goes_on',
  })
})
