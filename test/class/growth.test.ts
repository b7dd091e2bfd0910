import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { measureClass } from '../bench/simulatedClass.ts'

const test = suite('growth')

test('five times the hosts: no more memory, and about as much computing for each', async () => {
  await measureClass(60, { speed: 50 })
  const few = await measureClass(100, { speed: 50 })
  const many = await measureClass(500, { speed: 50 })
  assert.equal([few.attempts, many.attempts], [100, 500])
  // An attempt with its capture is some ten kilobytes: 400 more of them, held, would be seen.
  const more = (many.heap - few.heap) / 400
  assert.ok(more < 3000, `${more.toFixed(0)} bytes more for each host that was done`)
  assert.ok(many.cpuMs < few.cpuMs * 2, `${few.cpuMs.toFixed(1)} ms for a host of 100, ${many.cpuMs.toFixed(1)} of 500`)
})

test.run()
