import AjvDraft04 from 'ajv-draft-04'
import * as assert from 'uvu/assert'
import { createRequire } from 'node:module'

/** The schema of SARIF 2.1.0 as it is published, in JSON Schema draft 4. */
const schema = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
const validate = new AjvDraft04.default({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema)

/** Fails where a text is no SARIF 2.1.0 log, by the published schema or by what the standard says besides; gives the log back. */
export function isSarif(written: string): any {
  const log: any = JSON.parse(written)
  assert.ok(validate(log) as boolean, JSON.stringify(validate.errors, undefined, 1))
  for (const run of log.runs) {
    const ids = run.tool.driver.rules.map((rule: any) => rule.id)
    assert.is(new Set(ids).size, ids.length, 'each rule is there once')
    for (const result of run.results) {
      assert.is(ids[result.ruleIndex], result.ruleId, 'ruleIndex leads to the rule')
      if (result.kind !== undefined && result.kind !== 'fail') assert.is(result.level, 'none', 'only a fail has a level')
    }
  }
  return log
}
