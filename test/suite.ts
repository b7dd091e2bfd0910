import { suite as uvuSuite, type Test } from 'uvu'

/** A suite that can skip by name with a reason; test/run.mjs lists those. */
export function suite(name: string): Test & { when(reason: string | undefined, test: string, body: () => void | Promise<void>): void } {
  const tests = uvuSuite(name)
  return Object.assign(tests, {
    /** Runs the test, or skips it where there is a reason why it cannot run here. */
    when(reason: string | undefined, test: string, body: () => void | Promise<void>) {
      if (reason === undefined) tests(test, body)
      else {
        console.log(`SKIPPED ${name}: ${test}: ${reason}`)
        tests.skip(test, body)
      }
    },
  })
}
