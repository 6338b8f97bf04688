# Sourced at the root of an installed checkout: puts the Node of the project, and the commands of its packages,
# first in PATH.
PATH="$(dirname "$(node bin/node.js -p process.execPath)"):$PWD/node_modules/.bin:$PATH"
export PATH
