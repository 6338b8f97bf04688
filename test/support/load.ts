/** What was asked under load. Moments are counted: 0 before the first change, 1 while it is made, 2 once it was acknowledged, 3 while the second is made… */
export interface Asked<T> {
  askedAt: number
  answeredAt: number
  answer: T
}

export interface Load<T> {
  readonly all: readonly Asked<T>[]
  /** What was both asked and answered when so many changes had been acknowledged, and no further one had begun. */
  after(changes: number): T[]
  /** Makes a change in the midst of it; returns once each has asked some more. */
  change<R>(make: () => R | Promise<R>): Promise<R>
  /** What is under way is waited for. Throws what any of them threw. */
  stop(): Promise<void>
}

/** Enough that some are under way whenever a change is made. */
const ASKS_BETWEEN_CHANGES = 3

/** All at once, each asking again as soon as it is answered. */
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
  // One that throws would never come to its turn.
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
