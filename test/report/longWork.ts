/** Shows the progress of some work, as a program of its own: a test runs it in a terminal and without. */
import { showProgress } from '../../src/report/showProgress.ts'
import { makeStyle } from '../../src/report/style.ts'

const write = (text: string): void => void process.stdout.write(text)
const pause = (): Promise<void> => new Promise(later => setTimeout(later, 250))
const progress = await showProgress('4 challenges', { out: write, err: write, live: process.stdout.isTTY, style: makeStyle(false) })
progress.doing('one, two')
await pause()
progress.out('one is DONE\n')
progress.tell('1 of 4, about 9 s left')
progress.doing('two, three')
await pause()
progress.err('a note\n')
progress.out('two is DONE\n')
await progress.close()
write('END\n')
