/** Does something with every item, at most `limit` of them at a time. */
export async function eachAtMost<T>(limit: number, items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const work = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work))
}
