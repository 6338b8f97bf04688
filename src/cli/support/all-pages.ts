const PAGE_SIZE = 200

/** Everything that there is, page after page. @param page What comes after `last`. */
export async function allPages<T>(page: (last: T | undefined, limit: number) => Promise<T[]>): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const more = await page(all.at(-1), PAGE_SIZE)
    all.push(...more)
    if (more.length < PAGE_SIZE) return all
  }
}
