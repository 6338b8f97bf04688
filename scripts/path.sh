# Source this at the root of an installed checkout. It puts the project's Node, and the commands of its
# packages, first in PATH.
PATH="$(dirname "$(node bin/node.js -p process.execPath)"):$PWD/node_modules/.bin:$PATH"
export PATH
