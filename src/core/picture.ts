import type { EngineName } from '../model/look.ts'
import type { Branch } from './processTree.ts'

/** The container that a process runs in. An engine that was not asked, or another account's, leaves the beginning of the id for a name. */
export interface Inside {
  name: string
  id: string
  engine: EngineName | null
}

/** One process as `lab look` shows it; the field names are the JSON contract. */
export interface Seen {
  pid: number
  ppid: number
  uid: number
  /** The name that the host's /etc/passwd has for the uid; the number where it has none. */
  user: string
  program: string
  /** One item an argument; empty for a kernel thread and for a process that ended and waits for its parent. */
  argv: string[]
  /** One letter: R, S, D, T, Z, ... */
  state: string
  /** It is what was asked for. */
  found: boolean
  container: Inside | null
  /** The types of namespaces that it does not share with its parent: what makes a container. */
  newNamespaces: string[]
}

/** An engine that was asked for its containers; `trouble` says why it told nothing. */
export interface Asked {
  name: EngineName
  where: string
  trouble?: string
}

/** How a word was understood. */
export type Way = 'pid' | 'program' | 'executable' | 'part of the name' | 'part of the command line'

/** What `lab look NAME` saw: those found, all above them and all below them. */
export interface Surrounding {
  way: Way
  lines: Branch<Seen>[]
}

/** What `lab look` saw of one container: its processes, and beside them who outside started them. */
export interface ContainerView {
  /** null where no engine that was asked lists it, and its processes alone tell that it is there. */
  engine: EngineName | null
  name: string
  id: string
  image: string
  state: string
  /** Of its first process; means something once it has ended. */
  exitCode: number
  lines: Branch<Seen>[]
}
