/** Waits, and no longer than until the end is asked for. */
export function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise(later => {
    const end = (): void => {
      clearTimeout(timer)
      stop.removeEventListener('abort', end)
      later()
    }
    const timer = setTimeout(end, ms)
    stop.addEventListener('abort', end, { once: true })
    if (stop.aborted) end()
  })
}
