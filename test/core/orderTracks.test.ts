/** The order of a course, also of one that goes round in a circle. */
import * as assert from 'uvu/assert'
import { circleOf, orderTracks, type Step } from '../../src/core/orderTracks.ts'
import { suite } from '../suite.ts'

const test = suite('orderTracks')
/** `c<a,b` comes after a and b. */
const steps = (words: string): Step[] => words.split(' ').map(word => ({ id: word.split('<')[0]!, after: word.split('<')[1]?.split(',') ?? [] }))

const orders: [name: string, tracks: string, order: string][] = [
  ['by name where nothing is said', 'c a b', 'a b c'],
  ['after those it names, wherever they stand', 'a<z z b', 'b z a'],
  ['a course of four', 'container-internals<kernel-apis first-steps kernel-apis<what-is what-is<first-steps', 'first-steps what-is kernel-apis container-internals'],
  ['after several', 'a<b,c b c<d d', 'b d c a'],
  ['after one that is not there', 'b<nobody a', 'a b'],
  ['a circle, and one after it', 'd<c c<b b<a a<c', 'a b c d'],
  ['after itself', 'b a<a', 'a b'],
]
for (const [name, tracks, order] of orders) test(name, () => assert.is(orderTracks(steps(tracks)).map(each => each.id).join(' '), order))

const circles: [name: string, tracks: string, circle: string | undefined][] = [
  ['none', 'a b<a c<a,b', undefined], ['itself', 'a<a', 'a'], ['two', 'a<b b<a', 'a b'], ['three, the way it is written', 'a<c b<a c<b', 'a c b'], ['below it, but not through it', 'a<b b<c c<b', undefined], ['one that is not there', 'a<z', undefined], ['prototype', 'a<__proto__', undefined],
]
for (const [name, tracks, circle] of circles) test(`circle: ${name}`, () => assert.is(circleOf('a', steps(tracks))?.join(' '), circle))

test.run()
