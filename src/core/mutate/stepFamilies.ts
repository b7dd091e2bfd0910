import type { Command } from '../../model/course.ts'
import { editStep, type Draft, type Family, type Step } from './Family.ts'
import type { Piece } from './readCommandLine.ts'

/** Programs that bring something about; of others, such as `head -n 1`, a number is a way of looking. */
const CHANGERS = new Set(['chmod', 'chown', 'chgrp', 'useradd', 'usermod', 'adduser', 'groupadd', 'install', 'truncate', 'fallocate', 'mount', 'sysctl', 'renice', 'prlimit', 'mkdir'])

/** Ways to vary any commands, whatever they are: steps, numbers that are written to files, files, lists in JSON, answers. */
export const STEP_FAMILIES: Family[] = [
  {
    id: 'drop', words: 'a step is left out',
    vary: steps => steps.map(({ number, command }) => ({ key: String(number), title: `step ${number} is left out`, commands: steps.filter(each => each.command !== command).map(each => each.command), varied: [] })),
  },
  {
    id: 'repeat', words: 'a step is typed twice',
    vary: steps => steps.filter(({ command }) => command.times === 1).map(step => again(steps, step, 2, String(step.number), `step ${step.number} is typed twice`)),
  },
  {
    id: 'times', words: 'a step with `times` is typed one time less, and one time more',
    vary: steps => steps.filter(({ command }) => command.times > 1).flatMap(step => [-1, 1].map(more => again(steps, step, step.command.times + more, `${step.number}-${more < 0 ? 'less' : 'more'}`, `step ${step.number} is typed ${step.command.times + more} times instead of ${step.command.times}`))),
  },
  {
    id: 'swap', words: 'two neighbours change places',
    vary: steps => steps.slice(1).map((step, index) => {
      const commands = steps.map(each => each.command)
      ;[commands[index], commands[index + 1]] = [commands[index + 1]!, commands[index]!]
      return { key: `${index + 1}-${step.number}`, title: `steps ${index + 1} and ${step.number} change places`, commands, varied: commands.slice(index, index + 2) }
    }),
  },
  {
    id: 'written', words: 'another number is written with `echo N > FILE`: half, double, a page or one more',
    vary: steps => eachPart(steps, (step, { words, targets }) => {
      const [name, number, more] = words
      if (name?.text !== 'echo' || targets.length === 0 || more || !/^\d+$/.test(number?.text ?? '')) return []
      return otherNumbers(number!.text, 4096).map(([how, text]) => editStep(steps, step, how, `writes ${text} instead of ${number!.text}`, [{ ...number!, text }]))
    }),
  },
  {
    id: 'number', words: 'another number, where a command changes the host: chmod 600, useradd -u 1500',
    vary: steps => eachPart(steps, (step, { words: [name, ...rest] }) => (CHANGERS.has(name!.text) ? rest.flatMap(word => changedNumber(steps, step, word)) : [])),
  },
  {
    id: 'file', words: 'what is made in $work has another name',
    vary: steps => eachPart(steps, (step, { words, targets }) => {
      const made = ['mkdir', 'touch'].includes(words[0]!.text) ? words.slice(1).filter(each => !each.text.startsWith('-')) : []
      return [...targets, ...made].filter(each => /^"?\$(work|\{work\})\//.test(each.text)).map(each => editStep(steps, step, each.text, `makes ${otherFile(each).text} instead of ${each.text}`, [otherFile(each)]))
    }),
  },
  {
    id: 'item', words: 'an item of a list in JSON is missing; a system call is logged rather than refused',
    vary: steps => steps.flatMap(step => {
      const { run } = step.command
      const lists = [...run.matchAll(/\[\s*"[^"\]\\]*"(?:\s*,\s*"[^"\]\\]*")+\s*\]/g)]
      const without = lists.flatMap(({ 0: text, index }) => {
        const items = [...text.matchAll(/"([^"]*)"/g)]
        return items.map(({ 1: item }, at) => editStep(steps, step, item!, `without "${item}"`, [{ from: index, to: index + text.length, text: `[${items.filter((_, other) => other !== at).map(each => each[0]).join(',')}]` }]))
      })
      const logged = [...run.matchAll(/SCMP_ACT_(ERRNO|KILL\w*)/g)].map(({ 0: text, index }) => editStep(steps, step, 'logged', `SCMP_ACT_LOG instead of ${text}`, [{ from: index, to: index + text.length, text: 'SCMP_ACT_LOG' }]))
      return [...without, ...logged]
    }),
  },
  {
    id: 'answer', words: 'another answer, and none',
    vary: steps => steps.filter(({ command }) => command.answers !== undefined).flatMap(step => {
      const { answers, ...silent } = step.command
      // What it prints goes on by one character: no longer the right number, name or path.
      const other: Command = { ...step.command, run: `{ ${step.command.run}\n} | sed '$s/$/0/'` }
      return [put(steps, step, other, `${step.number}-other`, `step ${step.number}: another answer to ${answers}`), put(steps, step, silent, `${step.number}-none`, `step ${step.number}: no answer to ${answers}`)]
    }),
  },
]

/** A step with another number in the place of a word, or behind its `=`. */
export function changedNumber(steps: Step[], step: Step, word: Piece): Draft[] {
  const [, head = '', number = ''] = /^(-[\w-]+=)?(\d+(?:\.\d+)?[a-zA-Z]?)$/.exec(word.text) ?? []
  return otherNumbers(number).map(([how, text]) => editStep(steps, step, `${number}-${how}`, `${text} instead of ${number}`, [{ ...word, text: head + text }]))
}

/** Other values of a number: [word for the id, text]. `more` is what is added, where the number is at least that. */
export function otherNumbers(text: string, more = 1): [how: string, text: string][] {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text) ?? []
  if (digits === undefined) return []
  const value = Number(digits)
  const whole = Number.isInteger(value) && !digits.includes('.')
  const half = whole ? Math.floor(value / 2) : value / 2
  const factor = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit.toLowerCase()]
  const step = more > 1 && factor !== undefined && value * factor >= more ? more : 1
  const others: [string, string][] = [['half', `${half}${unit}`], ['double', `${value * 2}${unit}`]]
  if (step > 1) others.push(['page-more', String(value * factor! + step)])
  else if (whole) others.push(['one-more', `${value + 1}${unit}`])
  return others.filter(([, other]) => other !== text)
}

function again(steps: Step[], step: Step, times: number, key: string, title: string): Draft {
  return put(steps, step, { ...step.command, times }, key, title)
}

function put(steps: Step[], step: Step, changed: Command, key: string, title: string): Draft {
  return { key, title, commands: steps.map(each => (each === step ? changed : each.command)), varied: [changed] }
}

function eachPart(steps: Step[], vary: (step: Step, part: Step['parts'][number]) => Draft[]): Draft[] {
  return steps.flatMap(step => step.parts.flatMap(part => vary(step, part)))
}

/** Inside the quotes where there are any. */
function otherFile({ text, from, to }: Piece): Piece {
  return { text: text.endsWith('"') ? `${text.slice(0, -1)}.other"` : `${text}.other`, from, to }
}
