/** What `set -euo pipefail` and its way back switch. */
export interface Settings {
  errexit: boolean
  pipefail: boolean
}

/** The state after `set` was called with these words. */
export function settings<State extends Settings>(words: string[], state: State): State {
  const next = { ...state }
  for (const [index, word] of words.entries()) {
    const on = word.startsWith('-')
    if (/^[-+][a-z]*e/.test(word)) next.errexit = on
    if (/^[-+][a-z]*o$/.test(word) && words[index + 1] === 'errexit') next.errexit = on
    if (/^[-+][a-z]*o$/.test(word) && words[index + 1] === 'pipefail') next.pipefail = on
  }
  return next
}
