import { matchesVersion } from '../src/core/compareVersions.ts'
import { describeMatcher, matcherOf } from '../src/core/match.ts'
import { quote } from '../src/core/quote.ts'
import type { Flaw, Kind, Outcome } from '../src/model/kind.ts'
import { packages } from '../src/probe/packages.ts'

/** What stands under `package:`. */
export interface PackageParams {
  name: string
  installed?: boolean
  version?: unknown
}

const kind: Kind<PackageParams> = {
  summary: 'A package of the host, by dpkg or rpm: whether it is installed, and in which version.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9+._-]*$', description: 'Its name. Where distributions differ in it, make it a variable of the track.' },
      installed: { type: 'boolean', description: 'false: it may not be installed. true where nothing is said.' },
      version: { matcher: 'text', description: '">=4.3", "<5" compare as the package manager does; 4.3.1 is this version in whatever packaging: an epoch and a revision count where you write them.' },
    },
  },
  example: `- id: shell
  title: bash is installed, and not an ancient one
  package: { name: bash, version: ">=4" }`,
  says: {
    pass: 'package bash is installed: 5.2.15-2+b9',
    fail: 'package podman is installed in version 3.0.1+dfsg1-3, >=4 expected',
    unobservable: 'this host has neither dpkg nor rpm',
  },
  flaws: flawsOf,
  title: params => `package ${params.name} is ${params.installed === false ? 'not ' : ''}installed${params.version === undefined ? '' : `, version ${describeMatcher(matcherOf(params.version, 'text'))}`}`,
  wants: ({ name }) => ({ looks: [{ probe: packages, subject: name }] }),
  explain: ({ name }) => `dpkg-query -W ${quote(name)} 2>/dev/null || rpm -q ${quote(name)}`,

  judge(params, facts): Outcome {
    const { manager, installed, states } = facts.of(packages)
    if (manager === 'none') return { status: 'skip', reason: 'not observable', message: 'this host has neither dpkg nor rpm: its packages cannot be seen' }
    const wanted = params.installed ?? true
    const found = Object.hasOwn(installed, params.name) ? installed[params.name] : undefined
    if (!found) {
      const state = Object.hasOwn(states, params.name) && states[params.name] !== 'not-installed' ? ` (${manager} says: ${states[params.name]})` : ''
      return { status: wanted ? 'fail' : 'pass', message: `package ${params.name} is not installed${state}`, expected: wanted, actual: false, evidence: `${manager}: ${params.name} not installed` }
    }
    const evidence = `${manager}: ${params.name} ${found.version} ${found.architecture}`
    if (!wanted) return { status: 'fail', message: `package ${params.name} is installed (${found.version}), and should not be`, expected: false, actual: true, evidence }
    if (params.version !== undefined && !matchesVersion(matcherOf(params.version, 'text'), found.version)) {
      return { status: 'fail', message: `package ${params.name} is installed in version ${found.version}, ${describeMatcher(matcherOf(params.version, 'text'))} expected`, expected: params.version, actual: found.version, evidence }
    }
    return { status: 'pass', message: `package ${params.name} is installed: ${found.version}`, expected: params.version ?? true, actual: found.version, evidence }
  },
}

export default kind

function flawsOf({ installed, version }: PackageParams): Flaw[] {
  if (installed === false && version !== undefined) return [{ path: ['version'], message: 'a package that may not be installed has no version' }]
  const bare = [version].flat().find(each => typeof each === 'string' && /^(>=|<=|!=|>|<|=)\s*$/.test(each))
  return bare === undefined ? [] : [{ path: ['version'], message: `"${bare}" compares with nothing: write a version after it` }]
}
