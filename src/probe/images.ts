import type { Answer, Engine, EngineName, Probe, Unknown } from '../model/look.ts'
import { plainLine } from '../core/plainText.ts'
import { engineNamed, engineTrouble } from './containers.ts'

/** One image of the engine's store. */
export interface Image {
  /** 64 hexadecimal digits. */
  id: string
  /** With registry and tag, e.g. localhost/busybox:latest; empty for an image without a name. */
  names: string[]
  /** Bytes. */
  size: number
  architecture: string
  user: string
  entrypoint: string[]
  command: string[]
  environment: Record<string, string>
  labels: Record<string, string>
}

/** All images of the engine in view. */
export interface ImageList {
  images: Image[]
}

/** The images of each engine: what a check asks for that names one. A subject is the name of a variable: only those are saved. */
export const imagesOf: Record<EngineName, Probe<string, ImageList>> = { podman: imagesProbe('podman'), docker: imagesProbe('docker') }

/** The ids, and one `inspect` for all of them that answers with a line of JSON each. An image that goes away meanwhile is left out. */
function imagesProbe(engine: EngineName): Probe<string, ImageList> {
  return {
    key: engine === 'podman' ? 'images' : 'images:docker',
    summary: `all images of ${engine} with names, labels and what they run, in two calls`,
    asksEngine: true,
    ask: () => `lab_ids=$(engine ${engine} images --quiet --no-trunc) || exit
[ -n "$lab_ids" ] || exit 0
engine ${engine} image inspect --format '{"id":{{json .ID}},"names":{{json .RepoTags}},"size":{{json .Size}},"architecture":{{json .Architecture}},"config":{{json .Config}}}' $(printf '%s\\n' "$lab_ids" | sort -u)`,
    read: (answer, _subjects, { engine: inView }) => readImages(answer, engineNamed(engine, inView)),
    save: (answer, subjects) => ({ ...answer, stdout: answer.stdout.split('\n').map(line => (line.startsWith('{') ? saveImage(line, new Set(subjects)) : '')).join('\n') }),
  }
}

/** An image's line without variables that nobody asked about. */
function saveImage(line: string, names: ReadonlySet<string>): string {
  try {
    const image = JSON.parse(line)
    if (Array.isArray(image.config?.Env)) image.config.Env = image.config.Env.filter((entry: unknown) => names.has(String(entry).split('=')[0]!))
    return JSON.stringify(image)
  } catch {
    return ''
  }
}

function readImages(answer: Answer, engine: Engine): ImageList | Unknown {
  const list: Image[] = []
  for (const line of answer.stdout.split('\n')) {
    const image = line.startsWith('{') ? readImage(line) : undefined
    if (image === null) return { unknown: `${engine.where}: an image in its list is no JSON: ${plainLine(line, 80)}` }
    if (image) list.push(image)
  }
  const trouble = engineTrouble(answer, engine)
  // The engine ends with an error when one of several is gone, and still describes the others.
  if (trouble && (list.length === 0 || answer.lost !== undefined || answer.timedOut)) return trouble
  return { images: list }
}

function readImage(line: string): Image | null {
  let data: any
  try {
    data = JSON.parse(line)
  } catch {
    return null
  }
  const config = data.config ?? {}
  const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
  return {
    id: String(data.id).replace(/^sha256:/, ''), names: words(data.names), size: Number(data.size ?? 0), architecture: String(data.architecture ?? ''),
    user: String(config.User ?? ''), entrypoint: words(config.Entrypoint), command: words(config.Cmd),
    environment: Object.fromEntries(words(config.Env).map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)])),
    labels: Object.fromEntries(Object.entries((config.Labels as Record<string, unknown> | null) ?? {}).map(([key, value]) => [key, String(value)])),
  }
}
