import type { Status, Verdict } from '../../src/model/result.ts'
import type { Attempt, Claims, Mark } from '../../src/class/gradebookModel.ts'
import type { Student } from '../../src/class/model.ts'
import type { ClassRecord } from '../../src/class/insightOf.ts'

/** A student as a roster holds them. */
export function student(id: string, name = id): Student {
  return { id, name, email: `${id}@school.example`, host: `host-${id}`, fields: {}, line: 2 }
}

/** A judged check; its title is made of its id. */
export function verdict(id: string, status: Status, message = status === 'fail' ? 'it is not there' : 'it is there', more: Partial<Verdict> = {}): Verdict {
  return { id, kind: 'process', host: 'default', title: `${id} is good`, status, points: status === 'pass' ? 1 : 0, maxPoints: 1, message, explain: 'ps', needs: [], once: false, ...more }
}

/** What a journal claims. */
export function claims(more: Partial<Claims> = {}): Claims {
  return { attempts: 0, hints: {}, answers: {}, once: [], solved: false, points: 0, ...more }
}

/** The time of all tests, and some minutes after it. */
export function minute(minutes: number): string {
  return new Date(Date.parse('2026-11-22T18:00:00Z') + minutes * 60_000).toISOString()
}

let seq = 0

/** An attempt of the instructor's side, some minutes after six. */
export function attempt(of: string, challenge: string, minutes: number, verdicts: Verdict[], more: Partial<Attempt> = {}): Attempt {
  seq++
  const sum = (key: 'points' | 'maxPoints'): number => verdicts.reduce((total, each) => total + each[key], 0)
  return { seq, key: `key-${seq}`, student: of, challenge, at: minute(minutes), gradedBy: 'instructor', state: 'graded', host: `host-${of}`, points: sum('points'), maxPoints: sum('maxPoints'), verdicts, claims: claims({ state: 'started' }), vars: {}, lab: '1.0.0', ...more }
}

/** A mark; all points of three where nothing else is said. */
export function mark(of: string, challenge: string, more: Partial<Mark> = {}): Mark {
  return { student: of, challenge, state: 'graded', points: 3, maxPoints: 3, earned: 3, penalties: { late: 0, hints: 0 }, attempts: { made: 1, counted: 1 }, waived: [], late: false, notes: [], told: [], ...more }
}

/** Names as rosters have them, and as nobody wants them. */
export const NAMES = [
  'Ada Lovelace', 'Grace Hopper', 'Łukasz Żółć-Wiśniewski', 'Nguyễn Thị Minh Khai', '山田 太郎', '김철수', 'محمد بن عبد الله الخوارزمي', 'שרה כהן', 'Αλέξανδρος Παπαδόπουλος', 'Екатерина Константиновна Преображенская-Вознесенская',
  'अमित कुमार शर्मा', 'Hubert Blaine Wolfeschlegelsteinhausenbergerdorff the Elder of Somewhere', '=HYPERLINK("http://evil.example","click")', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '$(reboot); `id` | tee',
  'evil\u001b[2J\u202etxt.exe', 'two\nlines\tand a tab', 'Z\u0351\u0360\u0489a\u0334\u0322l\u0335\u0321g\u0337o\u0338\u0337\u0336\u0335', '\ud83d\udc69\u200d\ud83d\udcbb Robin', 'lone \ud800 half', 'x'.repeat(120), '&lt;b&gt;', 'O\'Brien, "Bob"',
]
const TRACKS: [track: string, challenges: string[]][] = [
  ['first-steps', ['three-tops:Three containers, three processes', 'shared-network:Two containers, one network', 'memory-limit:A limit that the kernel rounds', 'no-chmod:A container that cannot chmod']],
  ['what-is-a-container', ['processes:A container is a process of the host', 'process-directory:What the kernel knows of a process', 'namespaces:Namespaces', 'unshare:A namespace by hand', 'nsenter:Into a namespace', 'sharing:Two that share', 'chroot:Another root', 'cgroups:Control groups', 'memory-limit:Out of memory', 'seccomp-apparmor:Filters', 'capabilities:A root without its powers']],
  ['kernel-apis', ['docker-daemons:The daemons of Docker', 'kubernetes-daemons:The daemons of Kubernetes', 'api-calls:What the daemons say to each other', 'system-calls:One sleep, and one in a container', 'seccomp:From a trace to a filter', 'selinux:A label on everything', 'cgroups:Half a core, and twenty processes']],
  ['container-internals', ['engines-kernel:Container engines and the Linux kernel', 'create-container:A container, step by step', 'selinux-svirt:What a container may touch', 'cgroups:How much a container may take', 'seccomp:What a container may ask for at all']],
]
const FOUND = [
  'no container named db is running; 1 container with that name is not running (db: exited)', 'db may use 9223372036854771712 bytes of memory: no limit is set', 'found 2 containers in one network namespace, and it is that of the host (pid 4711)',
  'you answered 1824: that is the pid as it is seen inside; asked is the pid on the host', 'the file /tmp/lab-a1B2c3D4/trace is not there', 'container 3f2a9c81d7e4b6a05c11 runs sleep, not top', '<b>found</b> "nothing" & \u001b[31mred\u001b[0m', 'Seccomp: 0: no filter holds it',
]

/** A class at work, the same at every call: some fast, some stuck, some ill, a few machines down. */
export function makeClass(size: number, { names = NAMES, tracks = TRACKS.length }: { names?: readonly string[]; tracks?: number } = {}): ClassRecord {
  let state = 20261122
  const chance = (): number => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296)
  const challenges = TRACKS.slice(0, tracks).flatMap(([track, list]) => list.map(each => ({ name: `${track}/${each.split(':')[0]}`, title: each.split(':')[1]!, maxPoints: 4 })))
  const students = Array.from({ length: size }, (_, index) => student(`s${String(index).padStart(3, '0')}`, index < names.length ? names[index] : `${['Sam', 'Noor', 'Kim', 'Ines', 'Jonas', 'Fatima', 'Wei', 'Priya'][index % 8]} ${['Okafor', 'Jansen', 'Silva', 'Novák', 'García', 'Haddad', 'Lindqvist'][index % 7]}`))
  const attempts: Attempt[] = []
  const marks: Mark[] = []
  for (const { id } of students) {
    const pace = 0.5 + chance() * 1.6
    const reach = Math.min(challenges.length, 1 + Math.floor((0.2 + chance()) * challenges.length))
    const down = chance() < 0.08
    let clock = chance() * 12
    for (const [index, challenge] of challenges.entries()) {
      if (index >= reach) {
        marks.push(mark(id, challenge.name, down ? { state: 'error', points: 0, notes: ['could not be judged: the host did not answer'] } : chance() < 0.02 ? { state: 'waived', points: 0, maxPoints: 0, notes: ['waived: ill'] } : { state: 'missing', points: 0, maxPoints: 0 }))
        continue
      }
      const rounds = 2 + Math.floor(chance() * 3) + (index === reach - 1 && chance() < 0.3 ? 3 : 0)
      const goal = index === reach - 1 ? Math.floor(chance() * 4) : chance() < 0.85 ? 4 : Math.floor(chance() * 4)
      const odd = Math.floor(chance() * chance() * FOUND.length)
      for (let round = 1; round <= rounds; round++) {
        const passed = round === rounds ? goal : Math.min(goal, Math.floor((round / rounds) * 4 * chance()))
        clock += (2 + chance() * 6) * pace
        attempts.push(attempt(id, challenge.name, clock, [0, 1, 2, 3].map(check => verdict(`${challenge.name.split('/')[1]}-${check}`, check < passed ? 'pass' : check === passed || chance() < 0.5 ? 'fail' : 'skip', check < passed ? undefined : FOUND[(odd + index + check * 3) % FOUND.length], { title: ['a container named db is running', 'db may use 8,000,000 bytes of memory, in whole pages', 'web lives in the network namespace of db', 'you named the process that started it'][check]!, ...(check > passed ? { reason: 'needs' } : {}) })), { claims: claims({ state: round === rounds && goal === 4 ? 'finished' : 'started', attempts: round + Math.floor(chance() * 2) }) }))
      }
      const late = chance() < 0.04
      marks.push(mark(id, challenge.name, chance() < 0.02 ? { state: 'partial', points: goal, maxPoints: 4, notes: ['1 check could not be judged'] } : { points: late ? goal * 0.9 : goal, maxPoints: 4, late }))
    }
  }
  return { className: 'Containers from the inside, evening course <2026> & more', at: minute(240), students, challenges, marks, attempts, seen: [] }
}
