/**
 * How a class' grading grows: 100, 1,000 and 10,000 hosts that answer from what was recorded, in one run. Prints hosts a second, computing and memory, and ratios; asserts
 * nothing, since absolute numbers belong to a machine. `npm run bench:class`, or with other sizes after it.
 */
import { measureClass, type Measured } from './simulatedClass.ts'

const sizes = process.argv.slice(2).map(Number)
const found: Measured[] = []
// Once before: what is compiled and loaded at the first host is no growth.
await measureClass(50)
for (const hosts of sizes.length > 0 ? sizes : [100, 1000, 10_000]) {
  const one = await measureClass(hosts)
  found.push(one)
  const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0).padStart(5)} MiB`
  console.log(`${String(hosts).padStart(7)} hosts  ${one.seconds.toFixed(1).padStart(7)} s  ${(hosts / one.seconds).toFixed(1).padStart(6)} hosts/s  ${one.cpuMs.toFixed(1).padStart(5)} ms of computing a host  ${mib(one.rss)} of the process  ${mib(one.heap)} alive`)
}
const [first, last] = [found[0]!, found.at(-1)!]
const ratio = (a: number, b: number): string => (a / b).toFixed(2)
console.log(`${last.hosts / first.hosts} times the hosts: ${ratio(last.seconds / last.hosts, first.seconds / first.hosts)} times the time for one, ${ratio(last.cpuMs, first.cpuMs)} times the computing for one, ${ratio(last.rss, first.rss)} times the memory`)
