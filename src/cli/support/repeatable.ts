/** For an option that may be given again. */
export const againForMore = (one: string, before: string[] = []): string[] => [...before, one]
