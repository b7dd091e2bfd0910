import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { engineInView } from '../../host/cleanRoom.ts'
import type { Host } from '../../model/host.ts'
import { fileNameOf } from '../fileNameOf.ts'
import type { Student } from '../model.ts'
import type { Machine, Provider } from '../providerModel.ts'
import { openVagrantIn } from '../openVagrantIn.ts'
import { typedId } from '../typedId.ts'
import { openVagrantFolder, type Boxes } from '../vagrantFolder.ts'
import { bringUp, tearDown } from '../vagrantMachines.ts'

interface Settings {
  box: string
  box_url?: string
  box_checksum?: string
  provider?: string
  memory?: number
  cpus?: number
  batch?: number
  seconds?: number
  folder?: string
  pack?: string
  provision?: string
  computer?: string
}

const text = (description: string, pattern = '^[^\\u0000-\\u001f]*$') => ({ type: 'string', minLength: 1, maxLength: 4096, pattern, description })
const whole = (minimum: number, maximum: number, description: string) => ({ type: 'integer', minimum, maximum, description })

/** One virtual machine a student, made by Vagrant on this computer. Its folder is generated: names and sizes are data there, and never Ruby. */
const provider: Provider = {
  summary: 'a virtual machine for each student, made by Vagrant on this computer',
  schema: {
    type: 'object', additionalProperties: false, required: ['box'], description: 'What the machines are made of.',
    properties: {
      box: text('The name of the box.'),
      box_url: text('Where the box is, if it is not added already: a URL or a file.'),
      box_checksum: text('The SHA-256 of the box.', '^[0-9a-fA-F]{64}$'),
      provider: { enum: ['libvirt', 'virtualbox', 'hyperv', 'parallels'], description: "Vagrant's provider: libvirt, virtualbox, hyperv or parallels; libvirt where nothing is said." },
      memory: whole(128, 1048576, 'MiB of memory of one machine; 2048 where nothing is said.'),
      cpus: whole(1, 256, 'Processors of one machine; 2 where nothing is said.'),
      batch: whole(1, 64, 'Machines that come up at once, after the first alone; 4 where nothing is said.'),
      seconds: whole(10, 86400, 'Seconds for one batch; 1800 where nothing is said.'),
      folder: text('The folder that is generated; machines beside class.yaml where nothing is said.'),
      pack: text('A student pack, as `lab pack` writes it, copied to /tmp/lab-student.tgz of each machine.'),
      provision: text('A script for sh, run in each machine as root with the path of the pack over there, e.g. vagrant/provision.sh of lab.'),
      computer: text('The name by which students reach this computer, for their access sheets.', '^[A-Za-z0-9_][A-Za-z0-9_.:@-]*$'),
    },
  },
  hostOf: student => fileNameOf(student.id),
  async open(written, { dir, name, environment, students, problem }, problems) {
    const settings = written as unknown as Settings
    const path = (each: string): string => (isAbsolute(each) ? each : resolve(dir, each))
    for (const key of ['pack', 'provision'] as const) if (settings[key] !== undefined && !existsSync(path(settings[key]))) problems.push(problem([key], 'missing-file', `${path(settings[key])} is not there`))
    const { provider: kind = 'libvirt', batch = 4, seconds = 1800, computer } = settings
    const folder = openVagrantFolder(path(settings.folder ?? 'machines'))
    const boxes: Boxes = {
      provider: kind, box: settings.box, memory: settings.memory ?? 2048, cpus: settings.cpus ?? 2, boot_seconds: Math.min(seconds, 600), prefix: `lab-${fileNameOf(name)}-`,
      ...(settings.box_url === undefined ? {} : { box_url: settings.box_url }), ...(settings.box_checksum === undefined ? {} : { box_checksum: settings.box_checksum }),
      ...(settings.pack === undefined ? {} : { pack: path(settings.pack) }), ...(settings.provision === undefined ? {} : { provision: path(settings.provision) }),
    }
    const owners = new Map<string, Student>(students.map(each => [fileNameOf(each.id), each]))
    const known = folder.reach(problems)
    const all = new Map<string, Machine>([...owners.keys()].map(each => [each, known.get(each) ?? { name: each, host: each, port: 22 }]))
    const vagrant = openVagrantIn(folder.dir, kind, environment)
    const begin = (): void => folder.write([...owners.keys()], boxes)
    return {
      all,
      configFor: async () => ({ config: join(folder.dir, 'ssh_config'), open: each => (known.has(each) ? undefined : notUp(each, owners.get(each)!)), close: async () => {} }),
      async up(some, watch) {
        begin()
        const refusal = await bringUp({ folder, vagrant, batch, seconds }, new Map(some.map(each => [fileNameOf(each.id), each])), watch)
        for (const [each, machine] of folder.reach([])) {
          known.set(each, machine)
          if (owners.has(each)) all.set(each, machine)
        }
        return refusal
      },
      async down(some, watch) {
        begin()
        const names = new Set(some.map(each => fileNameOf(each.id)))
        if (watch.all) for (const each of folder.made()) if (!owners.has(each)) names.add(each)
        return tearDown({ folder, vagrant, batch, seconds }, [...names], owners, watch)
      },
      access(student, key) {
        const machine = known.get(fileNameOf(student.id))
        if (!machine) return `its machine is not up: \`lab class up ${typedId(student.id)}\` makes it`
        const { host, port, user = 'vagrant', key: own } = machine
        const near = /^(?:127\.|localhost$|::1$)/.test(host)
        const made = own?.startsWith(join(folder.dir, '.vagrant/')) === true
        return {
          commands: [...(own === undefined ? [] : [`chmod 600 ${key}`]), `ssh${own === undefined ? '' : ` -i ${key}`}${near || computer === undefined ? '' : ` -J ${computer}`}${port === 22 ? '' : ` -p ${port}`} ${user}@${host}`],
          ...(made ? { key: own } : {}),
          notes: [
            ...(near || computer === undefined ? [`This address is known on the computer ${computer ?? hostname()} only: log in there first.`] : [`The way leads over ${computer}, where you need an account, too.`]),
            ...(own === undefined ? [] : [made ? `The file ${key} is the key to your machine: keep it to yourself.` : `The key is the one of the box: you are given it as ${key}.`]),
          ],
        }
      },
    }
  },
}

export default provider

/** A machine that was never brought up: an error with what is next, and no attempt to find its name in a network. */
function notUp(name: string, { id }: Student): Host {
  const lost = `its machine is not up: \`lab class up ${typedId(id)}\` makes it`
  return { name: 'default', kind: 'vagrant', engine: engineInView('podman', true, {}, name), run: async () => ({ code: null, signal: null, stdout: '', stderr: '', timedOut: false, truncated: 0, durationMs: 0, lost }), close: async () => {} }
}
