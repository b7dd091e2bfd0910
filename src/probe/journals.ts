import type { Answer, Probe, Unknown } from '../model/look.ts'
import { quote } from '../core/quote.ts'

/** The journals of lab on a host: that of the account that looks, and those of the accounts that were asked about. Text as it stands there. */
export interface Journals {
  /** None where nobody used lab here. */
  texts: string[]
}

/** Bytes read of a journal, from its end: some 7,000 events. */
const MOST = 1024 * 1024

/** Reads the journals of lab in the homes of accounts: of root or whoever looks, of whoever logged in, and of those that are named. Regular files only, and no links. */
export const journals: Probe<string, Journals> = {
  key: 'journals',
  summary: 'what learners did with lab, as their own journals tell it',
  ask: (subjects, { mark }) => `{ printf '%s\\n' "$HOME"; for account in ${subjects.map(quote).join(' ')} ''; do
  [ -z "$account" ] || if command -v getent >/dev/null 2>&1; then getent passwd "$account"; else grep "^$account:" /etc/passwd; fi | cut -d: -f6
done; } | sort -u | while IFS= read -r home; do
  file=$home/.local/state/lab/journal.jsonl
  [ -n "$home" ] && [ -f "$file" ] && [ ! -L "$file" ] && [ -r "$file" ] || continue
  printf '\\n%s\\n' ${mark}:journal
  tail -c ${MOST} "$file"
done
:`,
  read: (answer: Answer, _, { mark }): Journals | Unknown => {
    if (answer.lost !== undefined || answer.timedOut) return { unknown: `journals: ${answer.lost ?? 'no end'}` }
    return { texts: answer.stdout.split(`\n${mark}:journal\n`).slice(1) }
  },
}
