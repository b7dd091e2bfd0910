import { editStep, makings, optionOf, slug, type Draft, type Family, type Step } from './Family.ts'
import type { Edit, EngineOption, Making, Piece } from './readCommandLine.ts'
import { changedNumber, otherNumbers } from './stepFamilies.ts'

/** Ways to vary what is asked of a container engine. */
export const ENGINE_FAMILIES: Family[] = [
  {
    id: 'value', words: 'an option has another value: half, double, one or a page more; another capability, another variable; a mount without its options',
    vary: steps => eachOption(steps, (option, value) => otherValues(option.name, value).map(([how, text]) => [`${option.name}-${how}`, `${option.name} ${text} instead of ${value.text}`, [{ ...value, text }]])),
  },
  {
    id: 'name', words: 'a container has another name, in that command only',
    vary: steps => eachOption(steps, (option, value) => (option.name === '--name' ? [[value.text, `the container is called ${other(value).text} instead of ${value.text}`, [other(value)]]] : [])),
  },
  {
    id: 'container', words: 'the right thing on the wrong container: two change names, or a command is about another one',
    vary: steps => [...exchangedNames(steps), ...otherContainers(steps)],
  },
  {
    id: 'state', words: 'a container is stopped after all is done, or paused',
    vary: steps => makings(steps).filter(({ making }) => making.verb.text === 'run').flatMap(({ step, making }) => ([['stopped', 'stop -t 0'], ['paused', 'pause']] as const).map(([how, verb]) => after(steps, step, making, how, verb))),
  },
  {
    id: 'created', words: 'a container is created and not started',
    vary: steps => eachMaking(steps, making => {
      if (making.verb.text !== 'run') return []
      const detach = detachOf(making)
      return [['', 'created, not started', [{ ...making.verb, text: 'create' }, ...(detach ? [detach.without] : [])]]]
    }),
  },
  {
    id: 'program', words: 'a container runs another program',
    vary: steps => eachMaking(steps, making => otherPrograms(making).map(text => {
      const { image, program } = making
      const [first, last] = [program[0], program.at(-1)]
      return [text, `runs \`${text}\``, [first && last ? { from: first.from, to: last.to, text } : { from: image.to, to: image.to, text: ` ${text}` }]]
    })),
  },
  {
    id: 'argument', words: 'the program in a container has another number among its arguments',
    // How long a `sleep` lasts is nobody's business.
    vary: steps => makings(steps).flatMap(({ step, making: { program } }) => (program[0]?.text === 'sleep' ? [] : program.slice(1).flatMap(word => changedNumber(steps, step, word)))),
  },
  {
    id: 'without', words: 'an option is left out',
    // Without --detach the command never ends: that is no state to look at.
    vary: steps => eachMaking(steps, ({ options }) => options.filter(each => !['-d', '--detach'].includes(each.name)).map(({ name, value, without }) => [optionKey(name, value), `without ${name}${value ? ` ${value.text}` : ''}`, [without]])),
  },
  {
    id: 'network', words: 'another network: none, or that of the host',
    vary: steps => eachMaking(steps, making => {
      const value = optionOf(making, '--network', '--net')?.value
      return value ? ['none', 'host'].map(text => [text, `--network ${text} instead of ${value.text}`, [{ ...value, text }]]) : []
    }),
  },
  {
    id: 'flag', words: 'an option that nobody asked for: label=disable, seccomp=unconfined, the processes of the host, another user',
    vary: steps => eachMaking(steps, making => FLAGS.map(([name, text, names]) => {
      const same = making.options.filter(each => names.includes(each.name) && (name !== '--security-opt' || each.value?.text.replace(/^["']/, '').startsWith(text.replace(/=.*/, '=')))).at(-1)?.value
      return [`${name}-${text}`, `with ${name} ${text}`, [same ? { ...same, text } : { from: making.verb.to, to: making.verb.to, text: ` ${name} ${text}` }]]
    })),
  },
]

const FLAGS: [name: string, value: string, names: string[]][] = [
  ['--security-opt', 'label=disable', ['--security-opt']],
  ['--security-opt', 'seccomp=unconfined', ['--security-opt']],
  ['--pid', 'host', ['--pid']],
  ['--user', '1', ['--user', '-u']],
]
const MEMORY = ['--memory', '-m', '--memory-swap', '--memory-reservation', '--shm-size']

/** [key, title, edits] */
type Change = [key: string, title: string, edits: Edit[]]

function eachMaking(steps: Step[], vary: (making: Making) => Change[]): Draft[] {
  return makings(steps).flatMap(({ step, making }) => vary(making).map(([key, title, edits]) => editStep(steps, step, key, title, edits)))
}

function eachOption(steps: Step[], vary: (option: EngineOption, value: Piece) => Change[]): Draft[] {
  return eachMaking(steps, ({ options }) => options.flatMap(option => (option.value ? vary(option, option.value) : [])))
}

function otherValues(name: string, { text }: Piece): [how: string, text: string][] {
  if (name === '--cap-drop' || name === '--cap-add') return [['other', /^("?)all\1$/i.test(text) ? 'MKNOD' : /audit_write/i.test(text) ? 'MKNOD' : 'AUDIT_WRITE']]
  const [, variable] = /^(["']?\w+)=/.exec(text) ?? []
  if ((name === '-e' || name === '--env') && variable !== undefined) return [['other', `${variable}=other${/^["']/.exec(text)?.[0] ?? ''}`]]
  const [, mount] = (name === '--tmpfs' ? /^([^:]+):[^:]+$/ : name === '-v' || name === '--volume' ? /^(.+:[^:]+):[a-zA-Z,]+$/ : /^(?!)/).exec(text) ?? []
  if (mount !== undefined) return [['bare', mount]]
  return otherNumbers(text, MEMORY.includes(name) ? 4096 : 1)
}

/** In front of the prompt only a program that ends: with another one nobody gets on. And one that sleeps would only do so for another time. */
function otherPrograms(making: Making): string[] {
  if (making.verb.text === 'run' && !detachOf(making)) return ['true']
  return making.program[0]?.text === 'sleep' ? ['top'] : ['sleep 600', 'top']
}

function detachOf({ options }: Making): EngineOption | undefined {
  return options.find(each => each.name === '-d' || each.name === '--detach')
}

function optionKey(name: string, value: Piece | undefined): string {
  return name === '--security-opt' || name === '--cap-add' || name === '--cap-drop' || name === '-e' || name === '-v' ? `${name}-${slug(value?.text ?? '').slice(0, 24)}` : name
}

function other({ text, from, to }: Piece): Piece {
  return { text: /["']$/.test(text) ? `${text.slice(0, -1)}-2${text.at(-1)}` : `${text}-2`, from, to }
}

function after(steps: Step[], step: Step, making: Making, how: string, verb: string): Draft {
  const name = optionOf(making, '--name')?.value?.text
  const call = step.parts.find(each => each.making === making)!.words[0]!.text
  const added = { run: `${call} ${verb} ${name ?? `$(${call} ps -q -l)`}`, times: 1, ...(step.command.requires === undefined ? {} : { requires: step.command.requires }) }
  const all = steps.map(each => each.command)
  // One without a name is known as the latest: only right after it was made.
  const commands = name === undefined ? all.flatMap(each => (each === step.command ? [each, added] : [each])) : [...all, added]
  return { key: `${step.number}-${how}`, title: `${name ?? `the container of step ${step.number}`} is ${how} ${name === undefined ? 'then' : 'at the end'}`, commands, varied: [added] }
}

function namesOf(steps: Step[]): { step: Step; value: Piece }[] {
  return makings(steps).flatMap(({ step, making }) => {
    const value = optionOf(making, '--name')?.value
    return value ? [{ step, value }] : []
  })
}

/** Two containers that are made in different steps take each other's name. */
function exchangedNames(steps: Step[]): Draft[] {
  const named = namesOf(steps)
  return named.flatMap((one, index) => named.slice(index + 1).filter(two => two.step !== one.step && two.value.text !== one.value.text).map(two => {
    const first = editStep(steps, one.step, '', '', [{ ...one.value, text: two.value.text }]).varied[0]!
    const second = editStep(steps, two.step, '', '', [{ ...two.value, text: one.value.text }]).varied[0]!
    const commands = steps.map(each => (each === one.step ? first : each === two.step ? second : each.command))
    return { key: `${one.step.number}-${two.step.number}`, title: `${one.value.text} and ${two.value.text} change names`, commands, varied: [first, second] }
  }))
}

/** A command that names a container, itself or as `container:NAME`, names another one. */
function otherContainers(steps: Step[]): Draft[] {
  const names = [...new Set(namesOf(steps).map(each => each.value.text))]
  return steps.flatMap(step => step.parts.filter(each => each.engine).flatMap(({ words, making }) => {
    const own = making && optionOf(making, '--name')?.value
    return words.slice(1).filter(word => word !== own).flatMap(word => {
      const [, prefix = '', name = ''] = /^((?:--\w+=)?container:|)(.*)$/.exec(word.text) ?? []
      if (!names.includes(name)) return []
      return names.filter(each => each !== name && each !== own?.text).map(each => editStep(steps, step, each, `about ${each} instead of ${name}`, [{ ...word, text: `${prefix}${each}` }]))
    })
  }))
}
