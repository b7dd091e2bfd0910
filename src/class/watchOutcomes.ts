import { plainLine } from '../core/plainText.ts'
import { plural } from '../core/words.ts'
import type { ShownProgress } from '../report/showProgress.ts'
import type { Outcome, Watch } from './providerModel.ts'

const WORDS: Record<Outcome['state'], string> = { made: 'made   ', started: 'started', running: 'running', removed: 'removed', absent: 'absent ', failed: 'ERROR  ' }

/** One line about a machine. */
function outcomeText({ machine, student, state, words }: Outcome): string {
  const who = student === undefined ? 'nobody of the roster' : student.name === student.id ? student.id : `${student.name} (${student.id})`
  return `${WORDS[state]} ${machine}: ${plainLine(who, 60)}${words === undefined ? '' : `: ${plainLine(words, 600)}`}`
}

/** Collects how machines come out, and shows each as soon as it is known, with how long it will take from here on; with `json` only how far it is. */
export function watchOutcomes(count: number, { stop, json }: { stop: AbortSignal; json: boolean }, shown: ShownProgress): Watch & { all: Outcome[]; close(): Promise<void> } {
  const all: Outcome[] = []
  const startedAt = Date.now()
  const tell = (): void => {
    shown.err('lab: no further machine is begun with; those in hand are seen to their end. Ctrl-C once more leaves at once\n')
  }
  stop.addEventListener('abort', tell, { once: true })
  return {
    stop, all,
    done(outcome) {
      all.push(outcome)
      // What only had to be looked at says nothing about how long the rest takes.
      const worked = all.filter(each => each.state !== 'running' && each.state !== 'absent').length
      const left = worked === 0 ? '' : `, about ${Math.round(((Date.now() - startedAt) / worked) * (count - all.length) / 1000)} s left`
      if (!json) shown.out(`${outcomeText(outcome)}\n`)
      if (all.length < count) shown.tell(`${all.length} of ${count}${left}`)
    },
    async close() {
      stop.removeEventListener('abort', tell)
      await shown.close()
    },
  }
}

/** How many of each, in words: `3 made, 1 failed`. */
export function countOutcomes(all: readonly Outcome[]): string {
  const counts = Object.keys(WORDS).flatMap(state => {
    const count = all.filter(each => each.state === state).length
    return count === 0 ? [] : [`${count} ${state}`]
  })
  return `${plural(all.length, 'machine')}: ${counts.join(', ') || 'nothing to do'}`
}
