import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { measureClass } from '../bench/simulatedClass.ts'

const test = suite('growth')

test('five times the hosts: no more memory, and about as much computing for each', async () => {
  await measureClass(30, { speed: 50, atOnce: 8 })
  const few = await measureClass(50, { speed: 50, atOnce: 8 })
  const many = await measureClass(250, { speed: 50, atOnce: 8 })
  assert.equal([few.attempts, many.attempts], [50, 250])
  // An attempt with its capture is a hundred kilobytes and more: 200 of them, held, would be seen.
  const more = (many.heap - few.heap) / 200
  assert.ok(more < 20_000, `${more.toFixed(0)} bytes more for each host that was done`)
  assert.ok(many.cpuMs < few.cpuMs * 2, `${few.cpuMs.toFixed(1)} ms for a host of 50, ${many.cpuMs.toFixed(1)} of 250`)
})

test.run()
