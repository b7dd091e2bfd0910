import { createHmac } from 'node:crypto'
import type { ClassFile, Draw } from './model.ts'

/** The values of a student's variables in a track. The same secret, student and variable draw the same value, for ever; nobody without the secret can tell another's. */
export function drawVariants({ variants }: Pick<ClassFile, 'variants'>, track: string, student: string, secret: Buffer): Record<string, string> {
  const draws = Object.hasOwn(variants, track) ? variants[track]! : {}
  return Object.fromEntries(Object.entries(draws).map(([variable, draw]) => [variable, pick(draw, createHmac('sha256', secret).update(JSON.stringify([track, student.normalize('NFC'), variable])).digest())]))
}

function pick(draw: Draw, digest: Buffer): string {
  // 48 bits: what a number holds exactly, and enough that a rest of the division favours no value.
  const drawn = digest.readUIntBE(0, 6)
  if ('list' in draw) return draw.list[drawn % draw.list.length]!
  const count = Math.floor((draw.to - draw.from) / draw.step) + 1
  return String(draw.from + (drawn % count) * draw.step)
}
