/** Where the embedded database of `serve`, and of commands, is without DATABASE_URL. */
export const SERVE_DATABASE_FILE = './data/mintmark.db'
/** What `dev` keeps. */
export const DEV_FOLDER = './.mintmark'
/** The embedded database of `dev` without DATABASE_URL. */
export const DEV_DATABASE_FILE = `${DEV_FOLDER}/dev.db`
