import type { Rule } from './Rule.ts'

/** Rules about what a challenge lacks. */
export const courseRules: Rule[] = [
  {
    id: 'no-check', level: 'warning', in: 'course',
    says: 'nothing is verified', why: 'Nobody learns whether it was done, and nothing tells when the challenge stops working.', mend: 'Say what the host must look like afterwards, and look at it.',
    look({ challenges, place }) {
      if (challenges.length === 0) return [{ place, message: 'the course has no challenge' }]
      const without = challenges.filter(each => !each.judged)
      // A course that verifies nothing at all is one mistake and not fifty.
      if (without.length > 1 && without.length === challenges.length && without.every(each => each.missing === undefined)) return [{ place, message: `none of the ${challenges.length} challenges has a check` }]
      return without.map(each => ({ place: each.place, message: each.missing === undefined ? 'the challenge has no check' : `the challenge has no check: ${each.missing} is not there, or cannot be read`, challenge: each.id }))
    },
  },
  {
    id: 'no-solve', level: 'warning', in: 'course',
    says: 'nothing shows that the checks can pass', why: 'Without a solution that a machine can carry out nobody can test that the challenge works.', mend: 'Write the solution down: as commands, or as a script.',
    look: ({ challenges }) => challenges.filter(each => each.judged && !each.solvable).map(each => ({ place: each.place, message: 'the challenge has a check and no solution', challenge: each.id })),
  },
  {
    id: 'no-hint', level: 'warning', in: 'course',
    says: 'a check has no hint', why: 'Whoever is stuck there has nothing to ask for but the solution.', mend: 'Give the check hints: a nudge first, the answer last.',
    look: ({ challenges }) => challenges.flatMap(challenge => (challenge.checks ?? []).filter(each => each.hints === 0).map(each => ({ place: each.place, message: `the check ${each.id} has no hint`, challenge: challenge.id }))),
  },
  {
    id: 'no-wrong', level: 'warning', in: 'course',
    says: 'no wrong answer is written down', why: 'A check that never fails looks like a good one until somebody gets through with a mistake.', mend: 'Write down what learners get wrong, in wrong/, with the checks that must catch it.',
    look: ({ challenges }) => challenges.filter(each => each.wrong === 0).map(each => ({ place: each.place, message: 'the challenge has no wrong answers', challenge: each.id })),
  },
]
