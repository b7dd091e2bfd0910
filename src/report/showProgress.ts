import type { DrawnProgress } from './drawProgress.ts'
import type { Style } from './style.ts'

/** What long work shows: text that stays, and how far it is. */
export interface ShownProgress {
  /** Text that stays, on standard output. */
  out(text: string): void
  /** Text that stays, on standard error. */
  err(text: string): void
  /** How far it is. */
  tell(progress: string): void
  /** What is done at this moment; only a drawing shows it. */
  doing(what: string): void
  close(): Promise<void>
}

/** Draws how far it is below what stays, on a terminal; elsewhere that is a line on standard error whenever it is told. */
export async function showProgress(title: string, { out, err, live, style }: { out(text: string): void; err(text: string): void; live: boolean; style: Style }): Promise<ShownProgress> {
  const lines: ShownProgress = { out, err, tell: progress => err(style.dim(`${progress}\n`)), doing: () => {}, close: async () => {} }
  if (!live) return lines
  const { drawProgress } = await import('./drawProgress.ts')
  let [progress, what] = [title, '']
  const draw = (): DrawnProgress => {
    const drawn = drawProgress(progress)
    drawn.tell(progress, what)
    return drawn
  }
  let drawing = draw()
  let turn = Promise.resolve()
  // One after the other: what stays is written while nothing is drawn.
  const keep = (write: () => void): void => {
    turn = turn.then(async () => {
      await drawing.close()
      write()
      drawing = draw()
    })
  }
  const tell = (): void => {
    turn = turn.then(() => drawing.tell(progress, what))
  }
  return {
    out: text => keep(() => out(text)),
    err: text => keep(() => err(text)),
    tell: text => (progress = text, tell()),
    doing: text => (what = text, tell()),
    async close() {
      await turn
      await drawing.close()
    },
  }
}
