import Ajv from 'ajv'
import * as assert from 'uvu/assert'

const object = (required: string[], properties: Record<string, unknown>): object => ({ type: 'object', additionalProperties: false, required, properties })
const text = { type: 'string', minLength: 1 }
const message = object(['text'], { text })
const list = (items: unknown): object => ({ type: 'array', items })
const position = { type: 'integer', minimum: 1 }
const level = { enum: ['none', 'note', 'warning', 'error'] }
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }

/** The part of SARIF 2.1.0 that lab writes, as the standard describes it; anything else is refused. */
const schema = object(['version', 'runs'], {
  $schema: { type: 'string', pattern: '^https://' },
  version: { const: '2.1.0' },
  runs: list(object(['tool'], {
    tool: object(['driver'], { driver: object(['name'], {
      name: text, version: text, informationUri: text,
      rules: { ...list(object(['id'], { id: text, name: text, shortDescription: message, fullDescription: message, help: message, defaultConfiguration: object([], { level }) })), uniqueItems: true },
    }) }),
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    invocations: list(object(['executionSuccessful'], { executionSuccessful: { type: 'boolean' }, startTimeUtc: time, endTimeUtc: time, toolExecutionNotifications: list(object(['message'], { level, message })) })),
    results: list(object(['message'], {
      ruleId: text, ruleIndex: { type: 'integer', minimum: -1 }, kind: { enum: ['pass', 'open', 'informational', 'notApplicable', 'review', 'fail'] }, level, message,
      locations: list(object([], {
        physicalLocation: object(['artifactLocation'], { artifactLocation: object(['uri'], { uri: { type: 'string', pattern: '^[^ <>"{}|\\\\^`\\u0000-\\u001f]+$' } }), region: object(['startLine'], { startLine: position, startColumn: position }) }),
        logicalLocations: list(object([], { fullyQualifiedName: text })),
      })),
      suppressions: list(object(['kind'], { kind: { enum: ['inSource', 'external'] }, status: { enum: ['accepted', 'underReview', 'rejected'] }, justification: text })),
    })),
  })),
})
const validate = new Ajv.default({ allErrors: true, strict: false }).compile(schema)

/** Fails where a text is no SARIF 2.1.0 log, by its shape or by what the standard says besides; gives the log back. */
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
