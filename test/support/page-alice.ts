import { PASSWORD } from '../process/mintmark.ts'

/** What pages take for granted: a user, and a service that runs. */
export const SERVE_WITH_ALICE = `mintmark migrate >/dev/null\nprintf %s '${PASSWORD}' | mintmark users add alice --password-stdin >/dev/null\nmintmark serve\n`
export const ALICES_PASSWORD = { PASSWORD: `'${PASSWORD}'` }
