import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from '../../commandModel.ts'
import { jsonText } from '../../core/jsonText.ts'
import { EXIT } from '../../core/score.ts'

const CLASS = `# A class of lab: who learns what, on which machines, and what counts.
# \`lab class status\` says where this file has mistakes.
version: 1
name: My class                # the key of everything in the gradebook: choose it once
tracks: [first-steps]         # tracks, or single challenges as first-steps/three-tops
roster: roster.csv            # a row for each student

provider:                     # where students work
  ssh:                        # machines that exist already, in one of three ways:
    # config: ssh_config      #   a configuration for OpenSSH
    # inventory: hosts.ini    #   an inventory of Ansible, INI or YAML
    #                         #   neither: the roster's columns host, port, user, key, jump
    # known_hosts: known_hosts
    # user: student           # where a machine names none
    # key: id_ed25519
  # podman:                   # or a container for each student on this computer: lab class up
  #   image: localhost/class  #   with a shell, and lab where students check their own work
  #   memory: 512m            #   of each
  #   cpus: 0.5
  # vagrant:                  # or a virtual machine for each student: lab class up
  #   box: fedora-43          #   as \`vagrant box add --name fedora-43 FILE\` named it
  #   memory: 2048            #   MiB, of each
  #   batch: 4                #   at once, after the first alone

# limits:                     # in a round of grading
#   hosts: 8                  # at once
#   host_seconds: 120         # for one host
#   total_seconds: 3600       # for all

# disclosure: full            # what students read of a check: full, actual-only, verdict

# policy:
#   attempts: 3               # how many count
#   due: 2026-12-01T23:59:00+01:00     # the time of an attempt is that of your look: grade when it is due
#   until: 2026-12-08T23:59:00+01:00
#   late_penalty: { percent: 10, per: day, at_most: 50 }
#   hint_penalty: 5           # percent of the points, for each hint
#   keep: best                # or last

# variants:                   # values drawn for each student
#   first-steps:
#     memory: [64m, 96m, 128m]
#     port: { from: 8000, to: 8999 }
`
const ROSTER = `id,name,email,host
s1001,Ada Example,ada@example.org,192.0.2.11
s1002,Bo Example,bo@example.org,192.0.2.12
`
/** Nobody should put marks and a secret under version control by accident. */
const IGNORE = 'gradebook/\nmachines/\nsheets/\n'

const command: Command = {
  summary: 'Write a class.yaml and a roster to begin with, with comments. Nothing that is there is overwritten.',
  takes: '[FOLDER]',
  most: 1,
  group: 'instructors',
  options: {},
  async run({ words, flags }, world) {
    const dir = resolve(world.cwd, words[0] ?? '.')
    mkdirSync(dir, { recursive: true })
    const files = { 'class.yaml': CLASS, 'roster.csv': ROSTER, '.gitignore': IGNORE }
    if (existsSync(join(dir, 'class.yaml'))) return { exit: EXIT.usage, code: 'usage', message: `${join(dir, 'class.yaml')} is there already, and stays as it is` }
    const written = Object.entries(files).filter(([name]) => !existsSync(join(dir, name)))
    for (const [name, text] of written) writeFileSync(join(dir, name), text, { flag: 'wx' })
    if (flags.json) world.out(jsonText({ version: 1, dir, files: written.map(([name]) => name) }))
    else world.out(`${written.map(([name]) => name).join(', ')} in ${dir}. Say there who learns and where, then: lab class grade\n`)
    return EXIT.good
  },
}

export default command
