import type { Command, World } from '../commandModel.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { isUnknown } from '../core/judge.ts'
import { plainLine, plainText } from '../core/plainText.ts'
import { openLocal } from '../host/local.ts'
import type { Host } from '../model/host.ts'
import { makeStyle } from '../report/style.ts'
import { diagnose, type EngineState, type Finding } from '../run/diagnose.ts'
import { dropInFile, hasSettings, removeDropIn, writeDropIn } from '../run/dropIn.ts'
import { engineCall } from '../run/engineCall.ts'
import { engineSettings, type Setting } from '../run/engineSettings.ts'
import { surveyHost } from '../run/survey.ts'

const command: Command = {
  summary: 'Say what this machine offers, what each missing thing costs a learner, and how to mend it.',
  takes: '',
  most: 0,
  group: 'anyone',
  options: {
    fix: { type: 'boolean', help: 'Write what podman needs here into one drop-in of its configuration.' },
    undo: { type: 'boolean', help: 'Remove that drop-in.' },
  },
  async run({ flags }, world) {
    if (flags.fix && flags.undo) return { exit: EXIT.usage, code: 'usage', message: 'lab doctor takes --fix or --undo, not both' }
    if (process.platform !== 'linux') return { exit: EXIT.unknown, code: 'host', message: `this machine runs ${process.platform}, and labs are about Linux: work on a Linux machine, real or virtual` }
    const host = openLocal({ environment: world.environment, needsRoot: false })
    const file = dropInFile(process.getuid!(), world.environment)
    if (flags.undo) {
      const removed = removeDropIn(file)
      if (flags.json) world.out(jsonText({ version: 1, file, removed }))
      else world.out(removed ? `removed ${file}\n` : `there is no ${file}: nothing to undo\n`)
      return EXIT.good
    }
    const offers = await surveyHost(host, world.stop)
    if (isUnknown(offers)) return { exit: EXIT.unknown, code: 'host', message: offers.unknown }
    const settings = engineSettings(offers)
    if (flags.fix) return fix(file, settings, host, flags.json === true, world)
    const findings = diagnose(offers, host.engine, await engineState(host, settings, file, world))
    if (flags.json) world.out(jsonText({ version: 1, findings, offers }))
    else world.out(findingsText(findings, world))
    return findings.some(each => each.state === 'missing') ? EXIT.unknown : EXIT.good
  },
}

export default command

/** Writes the drop-in and shows it. */
async function fix(file: string, settings: Setting[], host: Host, json: boolean, world: World): Promise<number> {
  if (settings.length === 0) {
    if (json) world.out(jsonText({ version: 1, file, written: false }))
    else world.out('nothing to fix: podman needs no setting on this host\n')
    return EXIT.good
  }
  const text = writeDropIn(file, settings)
  if (json) world.out(jsonText({ version: 1, file, written: true, text }))
  else world.out(`wrote ${file}:\n\n${text.replace(/^/gm, '  ').trimEnd()}\n\n\`podman run -td IMAGE top\` works now in a new shell; \`lab doctor --undo\` takes this back.\n`)
  if (world.environment.CONTAINERS_CONF) world.err(`lab: CONTAINERS_CONF is set to ${world.environment.CONTAINERS_CONF}: podman reads that file and no drop-in in this shell\n`)
  const answer = await engineCall(host, ['info', '--format', '{{.Host.OCIRuntime.Name}}'], 20)
  if (answer.code !== 0 && answer.code !== 127) world.err(`lab: podman says: ${plainLine(answer.stderr)}\n`)
  return EXIT.good
}

async function engineState(host: Host, settings: Setting[], file: string, world: World): Promise<EngineState> {
  const format = '{{.Host.OCIRuntime.Name}}\t{{.Store.GraphDriverName}}\t{{.Store.GraphRoot}}\t{{.Store.ImageStore.Number}}'
  const answer = await engineCall(host, ['info', '--format', format], 20)
  const [runtime = '', driver = '', store = '', images = '0'] = answer.stdout.trim().split('\t')
  const engine = answer.code === 0 ? { runtime, driver, store, images: Number(images) } : { trouble: plainLine(answer.stderr || (answer.lost ?? 'no answer')) }
  // A manifest is the smallest thing a registry can be asked for; offline this ends at once.
  const registry = answer.code === 0 && (await engineCall(host, ['manifest', 'inspect', 'registry.access.redhat.com/ubi9/ubi'], 15)).code === 0
  return { engine, settings, settled: world.environment.CONTAINERS_CONF !== undefined || hasSettings(file, settings), registry }
}

function findingsText(findings: Finding[], world: World): string {
  const style = makeStyle(world.color)
  const words = { good: style.green('GOOD   '), poor: style.yellow('POOR   '), missing: style.red('MISSING') }
  const lines = findings.flatMap(({ what, state, found, costs, mend }) => [
    `${words[state]} ${style.bold(what.padEnd(15))} ${plainText(found)}`,
    ...(costs ? [`${' '.repeat(24)}costs: ${costs}`] : []),
    ...(mend ? [`${' '.repeat(24)}mend:  ${mend}`] : []),
  ])
  return `${lines.join('\n')}\n`
}
