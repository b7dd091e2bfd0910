import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Location, Log, ReportingDescriptor, Result as SarifResult, Run } from 'sarif'
import { plainData } from '../core/plainData.ts'
import { jsonText } from '../core/jsonText.ts'
import type { Place } from '../model/problem.ts'

/** What a SARIF run says about one thing. */
export type SarifFinding = Pick<SarifResult, 'ruleId' | 'kind' | 'level' | 'suppressions'> & { ruleId: string; message: string; place?: Place; name: string }

/** A SARIF 2.1.0 log of one run, as text. Rules that no finding names are kept: they tell what was looked for. */
export function sarifLog({ rules, findings, run = {}, version }: { rules: ReportingDescriptor[]; findings: SarifFinding[]; run?: Partial<Run>; version?: string }): string {
  const position = new Map(rules.map((rule, index) => [rule.id, index]))
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'lab', ...(version === undefined ? {} : { version }), rules } },
      columnKind: 'utf16CodeUnits',
      ...run,
      results: findings.map(({ ruleId, kind, level, suppressions, message, place, name }) => ({
        ruleId, ruleIndex: position.get(ruleId) ?? -1, ...(kind === undefined ? {} : { kind }), ...(level === undefined ? {} : { level }),
        message: { text: message }, locations: [location(place, name)], ...(suppressions === undefined ? {} : { suppressions }),
      })),
    }],
  }
  return jsonText(plainData(log))
}

function location(place: Place | undefined, name: string): Location {
  const logicalLocations = [{ fullyQualifiedName: name }]
  return place === undefined ? { logicalLocations } : { physicalLocation: { artifactLocation: { uri: uriOf(place.file) }, region: { startLine: place.line, startColumn: place.column } }, logicalLocations }
}

/** A file as a URI: relative ones are from the root of the repository, as code-review pages expect. */
function uriOf(file: string): string {
  return isAbsolute(file) ? pathToFileURL(file).href : file.split('/').map(encodeURIComponent).join('/')
}
