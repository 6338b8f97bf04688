/**
 * Verifies a password again and again, several at once.
 *
 * @returns a function that does it for the given seconds, and returns the number of verifications.
 */
export const verifyLoop =
  (verify: () => Promise<boolean>, atOnce: number) =>
  async (seconds: number): Promise<{ answered: number; seconds: number }> => {
    const start = performance.now()
    const deadline = start + seconds * 1000
    let answered = 0
    const lane = async () => {
      while (performance.now() < deadline) {
        if (!(await verify())) throw new Error('The password was refused.')
        answered += 1
      }
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
    return { answered, seconds: (performance.now() - start) / 1000 }
  }
