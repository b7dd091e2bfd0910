import * as assert from 'uvu/assert'
import { suite } from '../suite.ts'
import { measureClass } from '../bench/simulatedClass.ts'

const test = suite('growth')

test('five times the hosts: nothing of them is held, and each takes about as much computing', async () => {
  // What is compiled and loaded at the first host is no growth.
  await measureClass(15, { speed: 50, atOnce: 8 })
  const few = await measureClass(25, { speed: 50, atOnce: 8 })
  const many = await measureClass(125, { speed: 50, atOnce: 8 })
  assert.equal([few.attempts, many.attempts], [25, 125])
  assert.ok(few.held <= 8 && many.held <= 8, `${few.held} of 25 and ${many.held} of 125 attempts and captures are still in memory`)
  assert.ok(many.heap < few.heap * 1.5, `${few.heap} bytes alive with 25 hosts, ${many.heap} with 125`)
  assert.ok(many.cpuMs < few.cpuMs * 2, `${few.cpuMs.toFixed(1)} ms for a host of 25, ${many.cpuMs.toFixed(1)} of 125`)
})

test.run()
