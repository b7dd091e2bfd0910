import Ajv from 'ajv'
import * as assert from 'uvu/assert'
import { resultSchema } from '../src/core/resultSchema.ts'

const validate = new Ajv.default({ allErrors: true, allowUnionTypes: true, strictRequired: false, strictTypes: false }).compile(resultSchema)

/** Whether something is what `lab check --json` promises. */
export function keepsPromise(value: unknown): boolean {
  return validate(value) as boolean
}

/** Fails where something is not what `lab check --json` promises; gives it back. */
export function isResult(value: unknown): any {
  assert.ok(validate(value), JSON.stringify(validate.errors, undefined, 1))
  return value
}
