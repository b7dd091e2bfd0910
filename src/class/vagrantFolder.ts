import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../model/problem.ts'
import type { Machine } from './providerModel.ts'
import { readSshConfig } from './readSshConfig.ts'
import { sshConfigText } from './sshConfigText.ts'

/** What the machines are made of, as the Vagrantfile reads it from machines.json. */
export interface Boxes {
  provider: string
  box: string
  box_url?: string
  box_checksum?: string
  memory: number
  cpus: number
  boot_seconds: number
  /** What the names of libvirt's machines begin with. */
  prefix: string
  /** The path of a student pack. */
  pack?: string
  /** The path of a script that is run in each machine. */
  provision?: string
}

/** Ruby that stays the same for every class: what differs is data beside it, and never code. */
const VAGRANTFILE = `# Written by \`lab class up\`, together with machines.json, which says what machines there are. Settings belong in class.yaml.
require 'json'

said = JSON.parse(File.read(File.expand_path('machines.json', __dir__)))

Vagrant.configure('2') do |config|
  config.vm.box = said['box']
  config.vm.box_url = said['box_url'] if said['box_url']
  if said['box_checksum']
    config.vm.box_download_checksum_type = 'sha256'
    config.vm.box_download_checksum = said['box_checksum']
  end
  config.vm.boot_timeout = said['boot_seconds']
  # A machine is its student's own: nothing of this computer is mounted into it.
  config.vm.synced_folder '.', '/vagrant', disabled: true

  config.vm.provider said['provider'] do |provider|
    provider.memory = said['memory']
    provider.cpus = said['cpus']
    provider.default_prefix = said['prefix'] if said['provider'] == 'libvirt'
  end

  config.vm.provision 'pack', type: 'file', source: said['pack'], destination: '/tmp/lab-student.tgz' if said['pack']
  config.vm.provision 'lab', type: 'shell', path: said['provision'], args: ['/tmp/lab-student.tgz'] if said['provision']

  said['machines'].each do |name|
    config.vm.define name do |machine|
      machine.vm.hostname = name
    end
  end
end
`

/** The folder of a class in which Vagrant works: its Vagrantfile, how its machines are reached, and their host keys. */
export interface VagrantFolder {
  dir: string
  /** Machines that Vagrant knows of: it keeps an id for each that was made. */
  made(): string[]
  /** Writes what Vagrant reads. Machines that were made stay in it, whoever left the class. */
  write(names: readonly string[], boxes: Boxes): void
  /** How machines are reached, as they came up last. */
  reach(problems: Problem[]): Map<string, Machine>
  /** Keeps how some are reached, with their host keys, and forgets others. */
  keep(machines: readonly Machine[], hostKeys: ReadonlyMap<string, string>, gone: readonly string[]): void
  /** Whether its host key is known. */
  knows(name: string): boolean
  /** Whether a machine was provisioned to the end, the very machine that is there now. */
  isWhole(name: string): boolean
  markWhole(name: string): void
}

/** Opens that folder. Nothing is written before it is asked for. */
export function openVagrantFolder(dir: string): VagrantFolder {
  const config = join(dir, 'ssh_config')
  const keyFile = (name: string): string => join(dir, 'host_keys', name)
  const wholeFile = (name: string): string => join(dir, 'whole', name)
  const idOf = (name: string): string | undefined => {
    const place = join(dir, '.vagrant/machines', name)
    return list(place).map(provider => readMaybe(join(place, provider, 'id'))).find(id => id !== undefined && id !== '')
  }
  const put = (file: string, text: string): void => {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.new`, text, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  const made = (): string[] => list(join(dir, '.vagrant/machines')).filter(name => /^[a-z0-9-]+$/.test(name) && idOf(name) !== undefined)
  const reach = (problems: Problem[]): Map<string, Machine> => new Map(readSshConfig(readMaybe(config) ?? '', config, problems).map(each => [each.name, each]))
  return {
    dir, made, reach,
    write(names, boxes) {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
      put(join(dir, 'machines.json'), `${JSON.stringify({ ...boxes, machines: [...new Set([...names, ...made()])] }, null, 2)}\n`)
      put(join(dir, 'Vagrantfile'), VAGRANTFILE)
    },
    keep(machines, hostKeys, gone) {
      for (const [name, text] of hostKeys) put(keyFile(name), text)
      const all = reach([])
      for (const { unchecked: _, ...each } of machines) all.set(each.name, { ...each, knownHosts: keyFile(each.name) })
      for (const name of gone) {
        all.delete(name)
        for (const file of [keyFile(name), wholeFile(name)]) rmSync(file, { force: true })
      }
      put(config, sshConfigText(all.values(), {}))
    },
    knows: name => existsSync(keyFile(name)),
    isWhole: name => readMaybe(wholeFile(name)) === (idOf(name) ?? 'none'),
    markWhole: name => put(wholeFile(name), idOf(name) ?? ''),
  }
}

function list(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir) : []
}

function readMaybe(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
