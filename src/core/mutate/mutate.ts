import type { Command } from '../../model/course.ts'
import { seededNumber } from '../seededNumber.ts'
import { ENGINE_FAMILIES } from './engineFamilies.ts'
import { stepsOf, type Family } from './Family.ts'
import { STEP_FAMILIES } from './stepFamilies.ts'

/** A solution with one thing wrong. */
export interface Mutant {
  /** The family, the step and what was done to it, e.g. `value-1-memory-half`: the name that an author accepts a survivor by. */
  id: string
  family: string
  title: string
  commands: Command[]
  /** The commands that are not as they were; those that are new, too. */
  varied: ReadonlySet<Command>
}

/** All families, in the order in which they take their turn. */
export const FAMILIES: Family[] = [...STEP_FAMILIES, ...ENGINE_FAMILIES]

/** Everything that could have been typed instead: no mutant types the same as the solution, and no two the same. */
export function mutate(commands: Command[]): Mutant[] {
  const steps = stepsOf(commands)
  const seen = new Set([typedText(commands)])
  const ids = new Set<string>()
  const mutants: Mutant[] = []
  for (const { id: family, vary } of FAMILIES) {
    for (const { key, title, commands: changed, varied } of vary(steps)) {
      const text = typedText(changed)
      if (seen.has(text)) continue
      seen.add(text)
      let id = `${family}-${key}`
      for (let number = 2; ids.has(id); number++) id = `${family}-${key}-${number}`
      ids.add(id)
      mutants.push({ id, family, title, commands: changed, varied: new Set(varied) })
    }
  }
  return mutants
}

/** Whether the id of a mutant is what an author wrote; `*` stands for any characters. */
export function isAccepted(id: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return id === pattern
  if (!id.startsWith(first)) return false
  let at = first.length
  for (const [index, piece] of rest.entries()) {
    const found = index === rest.length - 1 ? id.length - piece.length : id.indexOf(piece, at)
    if (found < at || !id.startsWith(piece, found)) return false
    at = found + piece.length
  }
  return true
}

/** What is typed, whatever the spaces. */
function typedText(commands: Command[]): string {
  return JSON.stringify(commands.flatMap(({ run, times, requires, answers }) => Array.from({ length: times }, () => [run.trim().replace(/ +/g, ' '), requires, answers])))
}

/**
 * An order in which everybody gets a turn first: one mutant of each family of each challenge, then the second ones. Items of `groups` are challenges.
 * With a seed another mutant of a family is the first, and others begin a turn: what never fits in a budget with one seed is early with another.
 */
export function inTurns<T extends { id: string; family: string }>(groups: T[][], seed?: string): { group: number; item: T }[] {
  const ranked = groups.flatMap((items, group) => {
    const families = new Map<string, T[]>()
    for (const item of items) families.set(item.family, [...(families.get(item.family) ?? []), item])
    return [...families].flatMap(([family, members], place) => {
      const first = seed === undefined ? 0 : seededNumber(seed, `${group} ${family}`) % members.length
      return members.map((item, index) => ({ group, item, turn: (index - first + members.length) % members.length, lot: seed === undefined ? place : seededNumber(seed, `${group} ${item.id}`) }))
    })
  })
  return ranked.sort((a, b) => a.turn - b.turn || a.lot - b.lot || a.group - b.group).map(({ group, item }) => ({ group, item }))
}
