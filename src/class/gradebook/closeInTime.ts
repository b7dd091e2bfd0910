/** Milliseconds in which a database lets go of those who leave. */
const CLOSING_MS = 3000

/** Closes connections to a database, and waits no longer than a moment: one that says nothing any more does not answer a farewell either. */
export async function closeInTime(close: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  try {
    await Promise.race([close(), new Promise(later => (timer = setTimeout(later, CLOSING_MS)))])
  } finally {
    clearTimeout(timer)
  }
}
