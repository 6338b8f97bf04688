/**
 * A request under load and its answer. Moments are numbered: 0 before the first change, 1 during it, 2 after
 * its acknowledgement, 3 during the second.
 */
export interface Asked<T> {
  askedAt: number
  answeredAt: number
  answer: T
}

export interface Load<T> {
  readonly all: readonly Asked<T>[]
  /**
   * Returns the answers to requests that began and ended after exactly this number of acknowledged changes,
   * before the next began.
   */
  after(changes: number): T[]
  /** Makes a change under load. Returns after each asker has sent some more requests. */
  change<R>(make: () => R | Promise<R>): Promise<R>
  /** Waits for requests in flight. Throws what any of them threw. */
  stop(): Promise<void>
}

/** Enough that some requests are in flight at every change. */
const ASKS_BETWEEN_CHANGES = 3

/** Starts all askers at once. Each asks again as soon as it has an answer. */
export function startLoad<T>(askers: readonly (() => Promise<T>)[]): Load<T> {
  const all: Asked<T>[] = []
  const answered = askers.map(() => 0)
  let moment = 0
  let running = true
  const repeat = async (ask: () => Promise<T>, index: number) => {
    while (running) {
      const askedAt = moment
      const answer = await ask()
      all.push({ askedAt, answeredAt: moment, answer })
      answered[index]! += 1
    }
  }
  const loops = Promise.all(askers.map(repeat))
  const someMore = async () => {
    const due = answered.map((count) => count + ASKS_BETWEEN_CHANGES)
    while (answered.some((count, index) => count < due[index]!)) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  // An asker that throws never finishes its share, so its error ends the wait.
  const eachSomeMore = () => Promise.race([someMore(), loops])
  return {
    all,
    after: (changes) => all.filter((one) => one.askedAt === 2 * changes && one.answeredAt === 2 * changes).map(({ answer }) => answer),
    async change(make) {
      await eachSomeMore()
      moment += 1
      const made = await make()
      moment += 1
      await eachSomeMore()
      return made
    },
    async stop() {
      running = false
      await loops
    },
  }
}
