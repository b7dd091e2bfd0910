import * as assert from 'uvu/assert'
import { readFileSync } from 'node:fs'
import { loadKinds, REFERENCE, writeReference } from '../../src/build/docs.ts'
import { suite } from '../suite.ts'

const test = suite('checks/README.md')
const kinds = await loadKinds()

test('is what the kinds say', () => {
  assert.is(readFileSync(REFERENCE, 'utf8'), writeReference(kinds), 'run npm run docs')
})

test('every key of every kind has a description, and no schema chooses between shapes', () => {
  const look = (schema: Record<string, any>, at: string): void => {
    assert.not(schema.oneOf ?? schema.anyOf, at)
    if (schema.properties) assert.is(schema.additionalProperties, false, at)
    for (const [key, inner] of Object.entries((schema.properties ?? {}) as Record<string, Record<string, any>>)) {
      assert.ok(inner.description, `${at}.${key} has no description`)
      look(inner, `${at}.${key}`)
    }
  }
  for (const [word, kind] of kinds) look(kind.schema, word)
})

test.run()
