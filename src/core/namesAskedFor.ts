import type { Check } from '../model/course.ts'
import { isSecretName } from './maskSecrets.ts'
import type { Plan } from './plan.ts'

/** Names of variables that checks ask for, though they look like those of secrets: a subject, a key of what the author wrote, or a name before `=` or `:` in it. */
export function namesAskedFor(checks: Pick<Check, 'params'>[], { questions }: Pick<Plan, 'questions'>): Set<string> {
  const names = new Set<string>(questions.flatMap(each => each.subjects).filter((each): each is string => typeof each === 'string'))
  for (const { params } of checks) collect(params, names)
  return new Set([...names].filter(isSecretName))
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') for (const [, name] of value.matchAll(/([A-Za-z_][\w.-]*)\s*[=:]/g)) names.add(name!)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      names.add(key)
      collect(each, names)
    }
  }
}
