import type { Command } from '../commandModel.ts'
import { EXIT } from '../core/score.ts'
import check from './check.ts'

const { host: _host, engine: _engine, ...options } = check.options

const command: Command = {
  summary: 'Judge a saved look with the checks of today, without a host, and say which verdicts changed since.',
  takes: 'CAPTURE [TRACK[/CHALLENGE]]',
  most: 2,
  group: 'authors',
  options,
  async run({ words: [file, ...words], flags }, world) {
    if (file === undefined || file === '') return { exit: EXIT.usage, code: 'usage', message: 'lab judge takes a file that `lab capture` wrote' }
    return check.run({ words, flags: { ...flags, host: [`capture:${file}`] } }, world)
  },
}

export default command
