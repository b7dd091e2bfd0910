/** An author's own words in track.yaml: what they become, and what may be wrong. The sign ‸ stands where the mistake must be shown. */
import * as assert from 'uvu/assert'
import { join } from 'node:path'
import { loadTrack, type Loaded } from '../../src/run/loadTrack.ts'
import { vocabulary } from '../../src/run/vocabulary.ts'
import { makeFolder, trackFiles } from '../folder.ts'
import { suite } from '../suite.ts'

const test = suite('own kinds')
const CONFINED = `vars: { image: ubi9, type: container_t }
kinds:
  confined:
    title: "$container is confined, and runs \${program}"
    process: { command: $program, container: $container, selinux: { type: $type }, count: 1 }
  three_tops:
    process: { command: top, in: container, count: 3 }
`
const check = (lines: string): string => `title: One\nchecks:\n  - id: a\n    ${lines}\n`

async function load(track: string, challenge: string): Promise<Loaded> {
  return loadTrack(join(makeFolder(trackFiles(challenge.replace('‸', ''), { 'check.sh': 'exit 0\n' }, track.replace('‸', ''))), 'demo'), { vocabulary, whole: true })
}

/** `file:line:column` of the sign. */
function placeOf(track: string, challenge: string): string {
  const [file, text] = track.includes('‸') ? ['track.yaml', `version: 1\ntitle: A demo\nchallenges: [01-one]\n${track}`] : ['challenge.yaml', challenge]
  const before = text.slice(0, text.indexOf('‸')).split('\n')
  return `${file}:${before.length}:${before.at(-1)!.length + 1}`
}

test('a word becomes the kind it stands for, and nothing after loading knows of it', async () => {
  const { track, problems } = await load(CONFINED, check(`confined: { container: web, program: "/^n/" }\n  - id: b\n    title: mine\n    points: 2\n    needs: a\n    confined: { program: [a, b], container: $image }\n  - id: c\n    three_tops: {}\n  - id: d\n    three_tops:`))
  assert.equal(problems, [])
  const [a, b, c, d] = track!.challenges[0]!.checks
  assert.equal([a!.kind, a!.title, a!.params], ['process', 'web is confined, and runs /^n/', { command: '/^n/', container: 'web', selinux: { type: 'container_t' }, count: 1 }])
  assert.equal([b!.title, b!.points, b!.needs, b!.params], ['mine', 2, ['a'], { command: ['a', 'b'], container: 'ubi9', selinux: { type: 'container_t' }, count: 1 }])
  assert.equal([c!.kind, c!.title, c!.params], ['process', '3 containers run top', { command: 'top', in: 'container', count: 3 }])
  assert.equal(d!.params, c!.params)
})

test('what a parameter will hold is judged where it is given, whatever its type', async () => {
  const track = 'kinds: { some: { process: { in: $where, count: $number } } }\n'
  const { track: loaded, problems } = await load(track, check('some: { where: container, number: ">=3" }'))
  assert.equal([problems, loaded!.challenges[0]!.checks[0]!.params], [[], { in: 'container', count: '>=3' }])
})

const good = check('three_tops: {}')
const mistakes: Record<string, [track: string, challenge: string, code: string, message: RegExp]> = {
  'a name of lab': ['kinds: { ‸process: { script: a.sh } }\n', check('script: check.sh'), 'shadows', /"process" is a kind of lab already/],
  'a key of every check': ['kinds: { ‸title: { process: { command: top } } }\n', check('script: check.sh'), 'shadows', /a key of every check already/],
  'a name with capitals': ['kinds: { ‸Mine: { process: { command: top } } }\n', check('script: check.sh'), 'bad-name', /is no name/],
  'an unknown kind': ['kinds: { three_tops: { ‸proces: { command: top } } }\n', good, 'unknown-kind', /there is no kind "proces" \(did you mean "process"/],
  'an own word is no kind': ['kinds: { three_tops: { process: { command: top } }, four: { ‸three_tops: {} } }\n', good, 'unknown-kind', /no kind "three_tops"/],
  'two kinds': ['kinds: { three_tops: { process: { command: top }, ‸file: { path: /x } } }\n', good, 'two-kinds', /one kind, and this one for process and file/],
  'only a title': ['kinds: { three_tops: ‸{ title: T } }\n', good, 'no-kind', /stands for nothing yet/],
  'nothing at all': ['kinds: { three_tops: ‸{} }\n', good, 'bad-value', /says nothing yet/],
  'a list': ['kinds: { three_tops: ‸[process] }\n', good, 'wrong-type', /must be a mapping/],
  'an unknown key in the template': ['kinds: { three_tops: { process: { ‸comand: top } } }\n', good, 'unknown-key', /did you mean "command"/],
  'a bad value in the template': ['kinds: { three_tops: { process: { command: $program, count: ‸">=" } } }\n', check('three_tops: { program: x }'), 'bad-value', /is not a number/],
  'a broken expression in the template': ['kinds: { three_tops: { process: { command: ‸"/(/" } } }\n', good, 'bad-value', /regular expression cannot be read/],
  'a parameter that only the title has': ['kinds: { three_tops: { title: ‸"$containr runs", process: { container: $container } } }\n', check('three_tops: { container: x }'), 'unknown-parameter', /no parameter "containr" \(did you mean "container"/],
  'an unknown parameter': [CONFINED, check('confined: { container: web, program: top, ‸progam: top }'), 'unknown-parameter', /"confined" has no parameter "progam" \(did you mean "program"/],
  'a variable of the track is no parameter': [CONFINED, check('confined: { container: web, program: top, ‸type: spc_t }'), 'unknown-parameter', /no parameter "type"; it has program, container/],
  'a parameter for a word without': [CONFINED, check('three_tops: { ‸count: 4 }'), 'unknown-parameter', /it takes none/],
  'a missing parameter': [CONFINED, check('‸confined: { container: web }'), 'missing-parameter', /"confined" also needs program/],
  'a text': [CONFINED, check('confined: ‸web'), 'wrong-type', /"confined" takes its parameters: \{ program: ..., container: ... \}/],
  'a text for a word without': [CONFINED, check('three_tops: ‸web'), 'wrong-type', /takes nothing: write \{\}/],
  'a parameter of the wrong type': [CONFINED, check('confined: { program: top, container: ‸[web] }'), 'wrong-type', /must be text/],
  'a parameter that is none of a few': ['kinds: { some: { process: { in: $where } } }\n', check('some: { where: ‸contaner }'), 'bad-value', /must be one of container, host/],
  'a bad value further in': [CONFINED, check('confined: { container: web, program: [top, ‸"/(/"] }'), 'bad-value', /regular expression cannot be read/],
  'an unknown variable in a parameter': [CONFINED, check('confined: { container: ‸$imgae, program: top }'), 'unknown-variable', /no variable "imgae"/],
  'a script that is not there': ['kinds: { by: { script: { file: $file } } }\n', check('by: { file: check.sh }\n  - id: b\n    by: ‸{ file: chek.sh }'), 'missing-file', /chek.sh is not there/],
  'kinds is a list': ['kinds: ‸[process]\n', check('script: check.sh'), 'wrong-type', /must be a mapping/],
  'a title that is a list': ['kinds: { three_tops: { title: ‸[T], process: { command: top } } }\n', good, 'wrong-type', /must be text/],
  'a misspelt word': [CONFINED, check('‸confind: { container: web, program: top }'), 'unknown-key', /did you mean "confined"/],
  'two words in a check': [CONFINED, check('confined: { container: web, program: top }\n    ‸three_tops: {}'), 'two-kinds', /confined and three_tops/],
  'a word and a kind in a check': [CONFINED, check('confined: { container: web, program: top }\n    ‸process: { command: top }'), 'two-kinds', /confined and process/],
}

for (const [name, [track, challenge, code, message]] of Object.entries(mistakes)) {
  test(`${name}: one mistake, at its place`, async () => {
    const { problems } = await load(track, challenge)
    assert.equal(problems.map(each => `${each.file.split('/').at(-1)}:${each.line}:${each.column} ${each.code}`), [`${placeOf(track, challenge)} ${code}`], problems.map(each => each.message).join('\n'))
    assert.match(problems[0]!.message, message)
  })
}

test.run()
