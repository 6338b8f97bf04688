const PAGE_SIZE = 200

/** Each page that there is and has something. @param page What comes after `last`. */
export async function* pagesOf<T>(page: (last: T | undefined, limit: number) => Promise<T[]>): AsyncGenerator<T[]> {
  let last: T | undefined
  for (;;) {
    const more = await page(last, PAGE_SIZE)
    if (more.length > 0) yield more
    if (more.length < PAGE_SIZE) return
    last = more.at(-1)
  }
}

/** Everything that there is, page after page. */
export const allPages = async <T>(page: (last: T | undefined, limit: number) => Promise<T[]>): Promise<T[]> =>
  (await Array.fromAsync(pagesOf(page))).flat()
