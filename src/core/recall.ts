import type { Answered, Recall } from '../model/host.ts'
import type { Answer, Engine, Program, Probe, Run, Unknown } from '../model/look.ts'
import { contentOf, type Capture } from './capture.ts'
import { plainLine } from './plainText.ts'

/** Turns text into a short word that is another for other text; handed in, since this room has no library for it. */
export type Hash = (text: string) => string

/** The answers of a capture, for questions of today. */
export function recallFrom(capture: Capture, hash: Hash): Recall {
  const runs = new Map(capture.runs.map(({ content, answer }) => [content, answer]))
  return {
    about: {
      track: capture.track, challenge: capture.challenge, at: capture.at, from: `${capture.host.where}, by lab ${capture.lab}`,
      answers: new Map(Object.entries(capture.claims.answers)), passedOnce: new Set(capture.claims.passedOnce), images: new Map(Object.entries(capture.images)),
      ...(capture.host.pid === undefined ? {} : { pid: capture.host.pid }), ...(capture.work === undefined ? {} : { work: capture.work }),
      verdicts: new Map(capture.verdicts.map(each => [each.id, each.status])), cut: capture.cut,
    },
    question: (probe, subjects) => recallQuestion(capture.questions, probe, subjects, { engine: capture.engine, mark: capture.mark }),
    run: run => runs.get(hash(contentOf(run))) ?? notCaptured(firstLine(run), 'was not run then, or had another text or other variables'),
    calls: program => recallCalls(capture, program, hash),
  }
}

/** Why a capture gives no answer: a verdict of it is *error*, whatever else is known. */
export function notCaptured(what: string, why: string): Unknown {
  return { unknown: `not captured: ${what} ${why}`, reason: 'not captured', next: 'a new capture of the host would hold it' }
}

/** The line of a script by which a reader knows it. */
export function firstLine({ script }: Pick<Run, 'script'>): string {
  const lines = script.replace(/^pass\(\) \{.*?\}; fail\(\) \{.*?\}; /, '').split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'))
  return `\`${plainLine(lines[0] ?? '', 80)}\``
}

function recallQuestion(questions: Answered[], probe: Probe, subjects: unknown[], context: { engine: Engine; mark: string }): ReturnType<Recall['question']> {
  const own = questions.filter(each => each.probe === probe.key)
  if (own.length === 0) return notCaptured(`\`${probe.key}\``, 'was not looked at then')
  const same = own.filter(each => asksTheSame(probe, each, context))
  if (same.length === 0) return notCaptured(`\`${probe.key}\``, 'asks the host otherwise in this version of lab')
  const options = same.map(answered => {
    const held = new Set(answered.subjects.map(each => JSON.stringify(each)))
    const all = probe.tellsAll && answered.subjects.length === 0
    return { answered, context, missing: all ? [] : subjects.filter(each => !held.has(JSON.stringify(each))) }
  })
  return options.sort((a, b) => a.missing.length - b.missing.length)[0]!
}

/** Whether a probe would ask today what was asked then. Subjects come from a file that anybody may have written: a probe that cannot read them asked something else. */
function asksTheSame(probe: Probe, { subjects, question }: Answered, context: { engine: Engine; mark: string }): boolean {
  try {
    return probe.ask(subjects, context) === question
  } catch {
    return false
  }
}

/** Each `$` gets what the same text got then, the second time what it got the second time. */
function recallCalls(capture: Capture, program: Program, hash: Hash): (errand: { script: string }) => Promise<Answer> {
  const transcript = capture.programs.find(each => each.file === program.file && each.content === hash(contentOf({ env: program.env ?? {} })))
  const left = new Map<string, Answer[]>()
  for (const { script, code, stdout, stderr } of transcript?.calls ?? []) {
    const answers = left.get(script) ?? []
    left.set(script, answers)
    answers.push({ code, signal: null, stdout, stderr, timedOut: false, truncated: 0, durationMs: 0 })
  }
  return async ({ script }) => left.get(script)?.shift() ?? lost(transcript ? `not captured: \`${plainLine(script, 80)}\` of ${program.file} was not run then` : `not captured: ${program.file} was not run then, or had other variables`)
}

function lost(why: string): Answer {
  return { code: null, signal: null, stdout: '', stderr: '', timedOut: false, truncated: 0, durationMs: 0, lost: why }
}
