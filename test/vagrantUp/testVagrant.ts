import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, run, type Said } from '../e2e/testHost.ts'
import { whyNoMachine } from '../machine/testMachine.ts'

/** Seconds that one call of Vagrant may take: a machine that comes up is emulated, on processors that may be busy. */
const LIMIT = 400

/** What a part of this computer is made with that has a network, processes and mounts of its own; all of it ends with its first process. */
const APART = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child']

/** Vagrant with a libvirt of the test's own, in a network of its own, and the project's Vagrantfile with the test machine as its box. */
export interface TestVagrant {
  vagrant(...args: string[]): Promise<Said>
  virsh(...args: string[]): Promise<Said>
  /** lab beside that Vagrantfile, with a journal and a cache of its own. */
  lab(...args: string[]): Promise<Said>
  /** What lab keeps of `vagrant ssh-config`, for each machine that it was asked about. */
  kept(): string[]
  /** The same, where the Vagrantfile is another one of that folder. */
  withVagrantfile(name: string): Omit<TestVagrant, 'withVagrantfile' | 'close'>
  /** The folder of the Vagrantfile. */
  folder: string
  close(): Promise<void>
}

/** Why no machine of Vagrant can come up here; undefined where one can. */
export function whyNoVagrant(): string | undefined {
  if (process.getuid!() !== 0) return 'not root'
  const lacking = ['vagrant', 'libvirtd', 'virsh', 'dnsmasq', 'iptables', 'ip', 'unshare', 'nsenter'].filter(program => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
  if (lacking.length > 0) return `not installed: ${lacking.join(' ')}; test/packages.sh brings them`
  const home = mkdtempSync(join(tmpdir(), 'lab-vagrant-'))
  try {
    const plugins = spawnSync('vagrant', ['plugin', 'list'], { encoding: 'utf8', env: { ...process.env, VAGRANT_HOME: home, VAGRANT_CHECKPOINT_DISABLE: '1' }, timeout: 60_000 })
    if (!plugins.stdout.includes('vagrant-libvirt')) return 'not installed: vagrant-libvirt; test/packages.sh brings it'
  } finally {
    rmSync(home, { recursive: true })
  }
  // What libvirt wants of the kernel, tried where it changes nothing.
  const network = spawnSync('unshare', [...APART, 'sh', '-c', 'ip link add lab0 type bridge && iptables -t nat -A POSTROUTING -j MASQUERADE && mount -t sysfs sysfs /sys'], { encoding: 'utf8' })
  return network.status === 0 ? whyNoMachine() : `no network of a test's own can be made here: ${network.stderr.trim()}`
}

/** Starts libvirtd, and packs box and student pack; to be closed in `after`. No machine runs yet. */
export async function openTestVagrant(): Promise<TestVagrant> {
  const dir = mkdtempSync(join(tmpdir(), 'lab-vagrant-'))
  const child = spawn('unshare', [...APART, 'sh', join(root, 'test/vagrantUp/libvirt.sh'), dir], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', chunk => (said += String(chunk)))
  const ended = new Promise<void>(done => child.on('close', () => done()))
  const close = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    rmSync(dir, { recursive: true, force: true, maxRetries: 20 })
  }
  try {
    for (let tries = 0; !existsSync(join(dir, 'run/libvirt/libvirt-sock')); tries++) {
      if (tries === 300 || child.exitCode !== null) throw new Error(`libvirtd did not start: ${said}${tail(join(dir, 'log/libvirtd'))}`)
      await new Promise(done => setTimeout(done, 100))
    }
    const first = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()

    // As a student has it: a folder with the pack in it.
    const folder = join(dir, 'vagrant')
    cpSync(join(root, 'vagrant'), folder, { recursive: true, filter: file => !file.includes('.vagrant') && !file.endsWith('.tgz') })
    symlinkSync(join(root, 'tracks'), join(dir, 'tracks'))
    mkdirSync(join(dir, 'home'))
    const { CI: _, ...outer } = process.env
    const own = { ...outer, HOME: join(dir, 'home'), XDG_STATE_HOME: join(dir, 'state'), XDG_CACHE_HOME: join(dir, 'kept') }
    const packed = await run(join(root, 'bin/lab'), ['pack', '-o', join(folder, 'lab-student.tgz')], own)
    if (packed.code !== 0) throw new Error(packed.err)
    const box = await run('sh', [join(root, 'vagrant/machine/boot.sh'), 'box'], process.env)
    process.stderr.write(box.err)
    if (box.code !== 0) throw new Error(`there is no box: ${box.err}`)

    const settings = { ...own, VAGRANT_HOME: join(dir, 'vagrant.d'), VAGRANT_CHECKPOINT_DISABLE: '1', VAGRANT_CWD: folder, VAGRANT_DEFAULT_PROVIDER: 'libvirt', LAB_BOX: box.out.trim(), LAB_NODE: process.execPath }
    const inside = (environment: Record<string, string | undefined>) => (program: string) => (...args: string[]) =>
      run('nsenter', ['--target', first, '--net', '--mount', '--pid', 'timeout', '-k', '10', String(LIMIT), program, ...args], environment)
    const open = (environment: Record<string, string | undefined>) => ({
      vagrant: inside(environment)('vagrant'),
      virsh: inside(environment)('virsh'),
      lab: inside(environment)(join(root, 'bin/lab')),
      kept: () => {
        const cache = join(dir, 'kept/lab/vagrant')
        return existsSync(cache) ? readdirSync(cache).map(name => readFileSync(join(cache, name, 'ssh-config'), 'utf8')) : []
      },
      folder,
    })
    return { ...open(settings), withVagrantfile: name => open({ ...settings, VAGRANT_VAGRANTFILE: name }), close }
  } catch (error) {
    await close()
    throw error
  }
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n') : ''
}
