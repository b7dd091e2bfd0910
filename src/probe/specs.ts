import type { Answer, Engine, EngineName, Probe, Unknown } from '../model/look.ts'
import { plainLine } from '../core/plainText.ts'
import { engineNamed, engineTrouble } from './containers.ts'
import type { SeccompFilter } from './seccompFilter.ts'

/** What a container was asked to be: its OCI runtime specification, as the engine wrote it when the container was last started. */
export interface Spec {
  id: string
  /** Where the specification stands; empty for a container that was created and never started. */
  ociConfigPath: string
  /** Why the specification could not be read, though there should be one. */
  trouble?: string
  /** The filter of system calls; null where the container was started without one, missing where there is no specification. */
  seccomp?: SeccompFilter | null
  /** The namespaces it was given; `path` where it joined one that was there. */
  namespaces: { type: string; path?: string }[]
  /** Arguments and user of the first process. */
  args: string[]
  uid: number
  gid: number
  /** Effective capabilities by name, e.g. CAP_CHOWN. */
  capabilities: string[]
  noNewPrivileges: boolean
  /** The root file system is mounted read-only. */
  readOnly: boolean
  mounts: { destination: string; type: string; source: string; options: string[] }[]
  /** The SELinux label for its processes; empty where there is none. */
  label: string
  /** Bytes of memory given at start, as `inspect` reports them; 0 for none. Not what holds now: that stands in the cgroup. */
  memory: number
  privileged: boolean
}

/** The specifications of all containers, by container id. */
export interface SpecList {
  specs: Record<string, Spec>
}

/** The specifications that each engine wrote: what a check asks for that names one. */
export const specsOf: Record<EngineName, Probe<never, SpecList>> = { podman: specsProbe('podman'), docker: specsProbe('docker') }

/**
 * All ids, one call of `container inspect` for all of them, and a `cat` of each config.json. Each part begins with a line that holds the
 * random mark, so nothing in a specification can pose as another container's. A container that goes away meanwhile is left out.
 * podman says where the specification is; Docker does not, but the process above a container (containerd's shim) works in the folder that holds it.
 */
function specsProbe(engine: EngineName): Probe<never, SpecList> {
  const path = engine === 'podman' ? '{{.OCIConfigPath}}' : '{{if .State.Pid}}/proc/{{.State.Pid}}{{end}}'
  return {
    key: engine === 'podman' ? 'specs' : 'specs:docker',
    summary: `the OCI specification of every container of ${engine}: seccomp filter, namespaces, capabilities, mounts`,
    asksEngine: true,
    ask: (_subjects, { mark }) => `lab_ids=$(engine ${engine} ps --all --quiet --no-trunc) || exit
[ -n "$lab_ids" ] || exit 0
lab_all=$(engine ${engine} container inspect --format '${mark}:inspect {{.Id}} ${path}
{{json .HostConfig}}' $lab_ids)
lab_code=$?
printf '%s\\n' "$lab_all"
printf '%s\\n' "$lab_all" | while read -r lab_word lab_id lab_path; do
  [ "$lab_word" = ${mark}:inspect ] && [ -n "$lab_path" ] || continue
${engine === 'podman' ? '' : `  lab_path=/proc/$(grep '^PPid:' "$lab_path/status" | cut -f2)/cwd/config.json\n`}  printf '%s %s\\n' ${mark}:spec "$lab_id"
  cat "$lab_path" 2>&1
  printf '\\n%s %s\\n' ${mark}:code $?
done
exit $lab_code`,
    read: (answer, _subjects, { mark, engine: inView }) => readSpecs(answer, mark, engineNamed(engine, inView)),
    save: (answer, _subjects, { mark }) => ({ ...answer, stdout: answer.stdout.split(`${mark}:`).map(part => (part.startsWith('spec ') ? saveSpec(part) : part)).join(`${mark}:`) }),
  }
}

/** A specification without the environments of its process and of its hooks. */
function saveSpec(part: string): string {
  const end = part.indexOf('\n') + 1
  const spec = parse(part.slice(end))
  if (!spec) return part.slice(0, end)
  for (const each of [spec.process, ...Object.values(spec.hooks ?? {}).flatMap(list)]) if (each?.env) each.env = []
  return `${part.slice(0, end)}${JSON.stringify(spec)}\n`
}

function readSpecs(answer: Answer, mark: string, engine: Engine): SpecList | Unknown {
  const parts = answer.stdout.split(`${mark}:`).slice(1)
  const trouble = engineTrouble(answer, engine)
  // podman ends with 125 when one of several is gone, and still describes the others.
  if (trouble && (answer.lost !== undefined || answer.timedOut || parts.length === 0)) return trouble
  const specs: SpecList['specs'] = {}
  let last: { id: string; text: string } | undefined
  for (const part of parts) {
    const end = part.indexOf('\n')
    const [word, first = '', ...rest] = part.slice(0, end < 0 ? undefined : end).split(' ')
    const text = end < 0 ? '' : part.slice(end + 1)
    if (word === 'inspect') specs[first] = { ...readInspected(text), id: first, ociConfigPath: rest.join(' ') }
    else if (word === 'spec') last = { id: first, text }
    else if (word === 'code' && last && specs[last.id]) Object.assign(specs[last.id]!, first === '0' ? readSpec(last.text) : { trouble: plainLine(last.text) })
  }
  for (const spec of Object.values(specs)) if (spec.ociConfigPath !== '' && spec.seccomp === undefined) spec.trouble ??= 'it was not read to its end'
  return { specs }
}

type Plain = Record<string, any>

function readInspected(text: string): Omit<Spec, 'id' | 'ociConfigPath'> {
  const host = parse(text)
  return {
    namespaces: [], args: [], uid: -1, gid: -1, capabilities: [], noNewPrivileges: false, readOnly: false, mounts: [], label: '',
    memory: Number(host?.Memory ?? 0), privileged: host?.Privileged === true,
  }
}

function readSpec(text: string): Partial<Spec> {
  const spec = parse(text)
  if (!spec) return { trouble: 'it is no JSON' }
  const { process: first = {}, linux = {}, root = {}, mounts } = spec
  return {
    seccomp: linux.seccomp ? readFilter(linux.seccomp) : null,
    namespaces: list(linux.namespaces).map(({ type, path }) => ({ type: String(type), ...(path ? { path: String(path) } : {}) })),
    args: list(first.args).map(String), uid: Number(first.user?.uid ?? 0), gid: Number(first.user?.gid ?? 0),
    capabilities: list(first.capabilities?.effective).map(String), noNewPrivileges: first.noNewPrivileges === true, readOnly: root.readonly === true,
    mounts: list(mounts).map(each => ({ destination: String(each.destination), type: String(each.type ?? ''), source: String(each.source ?? ''), options: list(each.options).map(String) })),
    label: String(first.selinuxLabel ?? ''),
  }
}

function readFilter(seccomp: Plain): SeccompFilter {
  return {
    defaultAction: String(seccomp.defaultAction),
    architectures: list(seccomp.architectures).map(String),
    syscalls: list(seccomp.syscalls).map(({ names, action, args }) => ({ names: list(names).map(String), action: String(action), ...(list(args).length > 0 ? { args: list(args) } : {}) })),
  }
}

function list(value: unknown): any[] {
  return Array.isArray(value) ? value : []
}

function parse(text: string): Plain | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Plain) : undefined
  } catch {
    return undefined
  }
}
