import type { Command, CommandNode, CompoundList, PipelineNode, Statement, Function as ShellFunction, SyntaxNode, Word, WordPart } from 'unbash'
import { settings } from './shellSettings.ts'
import { literal, type ShellScript } from './readShell.ts'

/** How a way through a script goes on: on to the next command, out of the script, out of a function, out of a loop. */
type How = 'falls' | 'exits' | 'returns' | 'breaks'

interface State {
  /** The exit status so far is 0. */
  ok: boolean
  /** Where the learner was told that it failed; -1 where they were not. */
  told: number
  errexit: boolean
  pipefail: boolean
  /** `trap 'exit 0' EXIT`: whatever the status was, it is 0 in the end. */
  saved: boolean
}

type Outcome = State & { how: How }

/** Where the ways through a script lead. */
export interface Ways {
  /** Some way ends with another status than 0. */
  canFail: boolean
  canPass: boolean
  /** Messages of a failure behind which some way ends with 0 all the same. */
  takenBack: number[]
  /** Commands at which `set -e` or pipefail ends the script before a word was said. */
  deaths: number[]
}

const GOOD = new Set(['', 'true', ':', 'echo', 'printf', 'sleep', 'export', 'readonly', 'declare', 'typeset', 'local', 'unset', 'shift', 'pwd', 'date', 'umask', 'shopt', 'alias', 'logger', 'clear', 'let', 'set-status', 'set-workdir'])
/** Programs that make and tidy up: that one of them breaks is no judgement on the learner's work. */
const TIDY = /^(rm|mkdir|touch|mv|cp|chmod|chown|ln|wait|tee)$/
/** Programs that fail because of what the learner did or did not do. */
const PROBES = /^(e|f|z)?grep$|^(test|\[|cd|kubectl|oc|docker|podman|curl|wget|jq|yq|id|getent|systemctl|stat|ls|cat|readlink|diff|cmp|pgrep|pidof|rpm|dpkg|git|helm|terraform|vault|consul|nomad|ssh|nc|which|command|virsh|skopeo|buildah|aws|gcloud|az|psql|mysql)$/
const MAX_DEPTH = 400
const MAX_MESSAGES = 40

/** Follows all ways through a script at once, without running it. What a program answers is not known: it may be 0 or not. With `only1` an `exit 2` and above counts for nothing. */
export function followScript(script: ShellScript, only1 = false): Ways {
  const functions = new Map<string, ShellFunction>()
  script.node(node => void (node.type === 'Function' && functions.set(node.name.value, node)))
  const deaths = new Set<number>()
  const known = new Map<unknown, Map<string, Outcome[]>>()
  let depth = 0

  const messages: number[] = []
  /** Each message is a state of its own, so there may not be very many. */
  const message = (at: number): number => {
    if (!messages.includes(at) && messages.length < MAX_MESSAGES) messages.push(at)
    return messages.includes(at) ? at : messages.at(-1)!
  }
  const both = (state: State, how: How = 'falls'): Outcome[] => [{ ...state, ok: true, how }, { ...state, ok: false, how }]
  const one = (state: State, ok: boolean, how: How = 'falls'): Outcome[] => [{ ...state, ok, how }]
  const unique = (list: Outcome[]): Outcome[] => [...new Map(list.map(each => [JSON.stringify([each.how, each.ok, each.told, each.errexit, each.pipefail, each.saved]), each])).values()]
  /** Goes on from each way that falls through. */
  const then = (list: Outcome[], next: (state: Outcome) => Outcome[]): Outcome[] => unique(list.flatMap(each => (each.how === 'falls' ? next(each) : [each])))
  /** What a process of its own says: its end is a status here. */
  const apart = (list: Outcome[], state: State): Outcome[] => unique(list.map(({ ok, told }) => ({ ...state, ok, told, how: 'falls' as const })))

  function list(statements: readonly Statement[], state: State, guarded: boolean): Outcome[] {
    return statements.reduce<Outcome[]>((ways, statement) => then(ways, each => follow(statement, each, guarded)), one(state, state.ok))
  }

  function follow(node: Statement | PipelineNode | CompoundList | SyntaxNode, state: State, guarded: boolean): Outcome[] {
    const key = JSON.stringify([state.ok, state.told, state.errexit, state.pipefail, state.saved, guarded])
    const kept = known.get(node)?.get(key)
    if (kept) return kept
    if (depth > MAX_DEPTH) return [...both(state), ...both(state, 'exits')]
    if (!known.has(node)) known.set(node, new Map())
    // A function that calls itself: nothing is known of the inner one.
    known.get(node)!.set(key, both(state))
    depth += 1
    const outcome = unique(followNode(node, state, guarded))
    depth -= 1
    known.get(node)!.set(key, outcome)
    return outcome
  }

  function followNode(node: SyntaxNode, state: State, guarded: boolean): Outcome[] {
    switch (node.type) {
      case 'Statement': return node.background ? one(state, true) : follow(node.command, state, guarded)
      case 'CompoundList': return list(node.commands, state, guarded)
      case 'Command': return command(node, state, guarded)
      case 'Redirected': return follow(node.command, state, guarded)
      case 'BraceGroup': return follow(node.body, state, guarded)
      case 'Subshell': return die(apart(follow(node.body, state, guarded), state), node.pos, guarded, false)
      case 'AndOr': return node.commands.reduce<Outcome[]>((ways, each, index) => {
        if (index === 0) return follow(each, state, true)
        const wants = node.operators[index - 1] === '&&'
        const last = index === node.commands.length - 1
        return then(ways, way => (way.ok === wants ? follow(each, way, guarded || !last) : [way]))
      }, [])
      case 'Pipeline': return pipeline(node, state, guarded)
      case 'If': {
        const branches = [{ clause: node.clause, then: node.then }, ...node.elif]
        let open = one(state, true)
        const done: Outcome[] = []
        for (const branch of branches) {
          const asked = unique(then(open, way => follow(branch.clause, way, true)))
          done.push(...asked.filter(each => each.how !== 'falls'), ...then(asked.filter(each => each.how === 'falls' && each.ok), way => follow(branch.then, way, guarded)))
          open = asked.filter(each => each.how === 'falls' && !each.ok)
        }
        done.push(...then(open, way => (node.else ? follow(node.else, way, guarded) : one(way, true))))
        return done
      }
      case 'While': return loop(way => follow(node.clause, way, true), way => follow(node.body, way, guarded), node.kind === 'while', state)
      case 'For': case 'Select': case 'ArithmeticFor': return loop(way => both(way), way => follow(node.body, way, guarded), true, state)
      case 'Case': {
        const items = node.items.flatMap(item => follow(item.body, { ...state, ok: true }, guarded))
        return node.items.some(item => item.pattern.some(each => each.text === '*')) ? items : [...items, ...one(state, true)]
      }
      case 'TestCommand': case 'ArithmeticCommand': return die(both(state), node.pos, guarded, true)
      default: return one(state, true)
    }
  }

  function loop(ask: (state: State) => Outcome[], body: (state: State) => Outcome[], until: boolean, state: State): Outcome[] {
    const done: Outcome[] = []
    let open: Outcome[] = one(state, true)
    // Twice is enough: the second time nothing new is learnt but that something was said in the first.
    for (let round = 0; round < 2; round++) {
      const asked = then(open, ask)
      done.push(...asked.filter(each => each.how !== 'falls' || each.ok !== until).map(each => (each.how === 'falls' ? { ...each, ok: true } : each)))
      const ways = then(asked.filter(each => each.how === 'falls' && each.ok === until), body)
      done.push(...ways.filter(each => each.how === 'breaks').map(each => ({ ...each, ok: true, how: 'falls' as const })), ...ways.filter(each => each.how === 'exits' || each.how === 'returns'))
      open = ways.filter(each => each.how === 'falls')
    }
    return done
  }

  function pipeline(node: Extract<SyntaxNode, { type: 'Pipeline' }>, state: State, guarded: boolean): Outcome[] {
    const not = node.prefixes.filter(each => each.type === 'Negation').length % 2 === 1
    if (node.commands.length === 1) {
      return then(follow(node.commands[0]!, state, guarded || not), way => [{ ...way, ok: not ? !way.ok : way.ok }])
    }
    const parts = node.commands.map(each => apart(follow(each, state, true), state))
    const last = parts.at(-1)!
    const told = parts.slice(0, -1).flatMap(part => part.flatMap(each => (each.told >= 0 ? [each.told] : [])))
    const broken = state.pipefail && parts.slice(0, -1).some((part, index) => part.some(each => !each.ok) && isProbe(node.commands[index]!))
    const ways = [...last, ...told.flatMap(at => last.map(each => ({ ...each, told: at }))), ...(broken ? one(state, false) : [])]
    const final = not ? ways.map(each => ({ ...each, ok: !each.ok })) : ways
    return not ? final : die(final, node.pos, guarded, isProbe(node.commands.at(-1)!) || broken)
  }

  /** Under `set -e` what is not 0 ends the script. */
  function die(ways: Outcome[], at: number, guarded: boolean, probe: boolean): Outcome[] {
    return ways.map(way => {
      if (way.how !== 'falls' || way.ok || !way.errexit || guarded) return way
      if (probe && way.told < 0) deaths.add(at)
      return { ...way, how: 'exits' }
    })
  }

  function isProbe(node: CommandNode | Command): boolean {
    if (node.type !== 'Command') return node.type === 'TestCommand'
    return node.name !== undefined && PROBES.test(node.name.value.replace(/^.*\//, ''))
  }

  function command(node: Command, state: State, guarded: boolean): Outcome[] {
    const name = node.name?.value.replace(/^.*\/(?=.)/, '') ?? ''
    const words = node.args.filter((each): each is Word => each.type === 'Word')
    const first = words[0]
    if (functions.has(name)) {
      const body = follow(functions.get(name)!.body, state, guarded)
      return die(body.map(way => (way.how === 'returns' ? { ...way, how: 'falls' as const } : way)), node.pos, guarded, false)
    }
    if (name === 'exit' || name === 'return') return statusOf(first, state).map(ok => ({ ...state, ok, how: name === 'exit' ? 'exits' : 'returns' }))
    if (name === 'break' || name === 'continue') return one(state, true, name === 'break' ? 'breaks' : 'falls')
    if (name === 'exec') return words.length > 0 ? both(state, 'exits') : one(state, true)
    if (name === '.' || name === 'source' || name === 'eval') return [...both(state), ...both(state, 'exits')]
    if (name === 'trap') return trap(words, state)
    if (name === 'set') return one(settings(words.map(each => each.value), state), true)
    if (name === 'false') return die(one(state, false), node.pos, guarded, false)
    if (name === 'fail-message') return die(one({ ...state, told: message(node.pos) }, false), node.pos, guarded, false)
    if (script.format === 'lab' && (name === 'fail' || name === 'pass')) return one({ ...state, told: name === 'fail' ? message(node.pos) : state.told }, name === 'pass', 'exits')
    const says = (name === 'echo' || name === 'printf') && words.some(each => /^FAIL: ?/.test(each.value))
    if (says) return one({ ...state, told: message(node.pos) }, true)
    if (name === '') return assignment(node, state, guarded)
    return GOOD.has(name) || (TIDY.test(name) && !guarded) ? one(state, true) : die(both(state), node.pos, guarded, PROBES.test(name) && name !== 'cat' && name !== 'ls')
  }

  function trap([body, ...signals]: Word[], state: State): Outcome[] {
    const text = body && literal(body, script.constants)
    if (text === undefined || signals.length === 0) return [...both(state), ...both(state, 'exits')]
    const atExit = signals.some(each => /^(0|EXIT)$/i.test(each.value))
    if (!atExit || !/\bexit\b/.test(text)) return one({ ...state, saved: atExit ? false : state.saved }, true)
    return /(^|[;\n])\s*exit\s+0\s*;?\s*$/.test(text) ? one({ ...state, saved: true }, true) : [...both(state), ...both(state, 'exits')]
  }

  function assignment(node: Command, state: State, guarded: boolean): Outcome[] {
    const values = node.prefix.flatMap(each => (each.type === 'Assignment' && each.value.type === 'Word' ? [each.value] : []))
    const part = values.flatMap(substitutions).at(-1)
    if (!part) return one(state, true)
    // What is said inside is kept in the variable: nobody hears it.
    const ways = apart(list(part.commands, state, true), state).map(way => ({ ...way, told: state.told }))
    const last = part.commands.at(-1)?.command
    const ends = last?.type === 'Pipeline' ? [last.commands.at(-1)!, ...(state.pipefail ? last.commands : [])] : last?.type === 'Command' ? [last] : []
    return die(ways, node.pos, guarded, ends.some(isProbe))
  }

  function statusOf(word: Word | undefined, state: State): boolean[] {
    if (word === undefined || word.text === '$?') return [state.ok]
    const value = /^\d+$/.test(word.value) ? word.value : script.constants.get(word.text.replace(/["${}]/g, ''))
    return value !== undefined && /^\d+$/.test(value) ? [Number(value) % 256 === 0 || (only1 && Number(value) > 1)] : [true, false]
  }

  const start: State = { ok: true, told: -1, errexit: /^#!.*\s-\w*e/.test(script.text), pipefail: false, saved: false }
  const ends = list(script.tree.commands, start, false).map(each => ({ ...each, ok: each.ok || each.saved }))
  return { canFail: ends.some(each => !each.ok), canPass: ends.some(each => each.ok), takenBack: [...new Set(ends.filter(each => each.ok && each.told >= 0).map(each => each.told))].sort((a, b) => a - b), deaths: [...deaths].sort((a, b) => a - b) }
}

function substitutions(word: Word): { commands: readonly Statement[] }[] {
  const parts: readonly WordPart[] = word.parts ?? []
  return parts.flatMap((part): readonly WordPart[] => (part.type === 'DoubleQuoted' ? part.parts : [part])).flatMap(part => (part.type === 'CommandExpansion' && part.script ? [part.script] : []))
}
