import * as assert from 'uvu/assert'
import { judge } from '../../src/core/judge.ts'
import { loadRegex } from '../../src/core/regex.ts'
import { loadKinds } from '../../src/build/docs.ts'
import type { Outcome } from '../../src/model/kind.ts'
import owner from './exampleKind.ts'
import { loadReply } from '../replies/loadReply.ts'
import type { Reply } from '../replies/Reply.ts'
import { suite } from '../suite.ts'

const test = suite('kinds judge recorded states')
await loadRegex()
const kinds = (await loadKinds()).set('owner', owner)

/** A recorded state, a kind, its params, the verdict, and words that its message must hold. $F is the folder of recorded files. */
type Case = [state: string, kind: string, params: Record<string, unknown>, status: Outcome['status'], message: string | RegExp]

const cases: Case[] = [
  ['three-tops', 'process', { command: 'top', in: 'container', count: 3 }, 'pass', '3 containers run top'],
  ['one-exited', 'process', { command: 'top', in: 'container', count: 3 }, 'fail', /^2 containers run top, 3 expected; .*three: exited/],
  ['tops-on-host', 'process', { command: 'top', in: 'container', count: 3 }, 'fail', /^no containers run top.*3 more run on the host itself.*looked at podman/],
  ['named-top', 'process', { command: 'top', in: 'container' }, 'fail', /^no containers run top/],
  ['other-store', 'process', { command: 'top', in: 'container', count: 3 }, 'fail', /in containers that this engine does not know/],

  ['three-tops', 'container', { command: 'top', state: 'running', count: 3 }, 'pass', '3 containers with command top and state running'],
  ['three-tops', 'container', { image: 'busybox', count: '>=3' }, 'pass', '3 containers with image busybox'],
  ['three-tops', 'container', { image: 'localhost/busybox' }, 'pass', /comes from localhost\/busybox:latest/],
  ['three-tops', 'container', { image: 'docker.io/busybox' }, 'fail', /^no container with image docker.io\/busybox; .*looked at podman/],
  ['one-exited', 'container', { command: 'top', state: 'running', count: 3 }, 'fail', /^2 containers .*, 3 expected; three is exited, running expected/],
  ['one-exited', 'container', { name: 'three', state: 'running' }, 'fail', 'container three is exited, running expected'],
  ['one-exited', 'container', { name: 'three', exit_code: 137 }, 'pass', 'container three ended with 137'],
  ['one-exited', 'container', { name: 'failed', exit_code: 0 }, 'fail', 'container failed ended with 3, 0 expected'],
  ['one-exited', 'container', { name: 'one', exit_code: { not: 0 } }, 'fail', /has no exit code yet/],
  ['one-exited', 'container', { name: 'tree' }, 'fail', /^there is no container tree \(did you mean "three"\?\); looked at podman of root/],
  ['one-exited', 'container', { name: 'nope', state: 'exited', count: 0 }, 'fail', /^there is no container nope; there are one, two/],
  ['one-exited', 'container', { name: 'nope', count: 0 }, 'pass', /^no containers named nope; looked at/],
  ['one-exited', 'container', { name: '/^t/', state: 'running' }, 'fail', 'container three is exited, running expected'],
  ['named-top', 'container', { command: 'top', state: 'running' }, 'fail', /top was given sleep 1000, top expected/],
  ['named-top', 'container', { name: 'top', command: 'sleep' }, 'pass', 'container top was given sleep 1000'],
  ['no-containers', 'container', { name: 'db' }, 'fail', /^there is no container db: there are no containers at all; looked at podman/],
  ['no-containers', 'container', { command: 'top' }, 'fail', /looked at podman of root/],
  ['other-store', 'container', { command: 'top' }, 'fail', /looked at podman of root, with the store of .*other\.conf/],
  ['broken-engine', 'container', { name: 'db' }, 'error', /^podman of root.*runroot must be set/],

  ['shared-network', 'namespace', { container: 'web', type: 'net', shared_with: 'db' }, 'pass', 'container web lives in the network namespace of container db'],
  ['shared-network', 'namespace', { container: 'web', type: ['net', 'pid'], shared_with: 'db' }, 'fail', 'container web lives in another pid namespace, that of container db expected'],
  ['shared-network', 'namespace', { container: 'web', type: ['net', 'pid', 'mnt', 'uts'], not_shared_with: 'host' }, 'pass', /does not live in the network namespace of the host/],
  ['shared-network', 'namespace', { container: 'lonely', type: 'net', shared_with: 'db' }, 'fail', 'container lonely lives in another network namespace, that of container db expected'],
  ['shared-network', 'namespace', { container: 'lonely', type: 'net', not_shared_with: 'db' }, 'pass', 'container lonely does not live in the network namespace of container db'],
  ['shared-network', 'namespace', { container: 'lonely', type: 'net', not_shared_with: 'nope' }, 'fail', /^there is no container nope/],
  ['shared-network', 'namespace', { container: 'web', type: 'net', not_shared_with: 'db' }, 'fail', 'container web lives in the network namespace of container db, another expected'],
  ['shared-network', 'namespace', { container: 'web', type: 'user', shared_with: 'db' }, 'fail', /both in the user namespace of the host/],
  ['shared-network', 'namespace', { container: 'web', type: 'user', shared_with: 'host' }, 'pass', 'container web lives in the user namespace of the host'],
  ['shared-network', 'namespace', { process: 'top', type: 'net', not_shared_with: 'host' }, 'pass', /^process \d+ \(top\) does not live/],
  ['tops-on-host', 'namespace', { process: 'top', type: 'pid', not_shared_with: 'host' }, 'fail', /lives in the pid namespace of the host/],
  ['tops-on-host', 'namespace', { process: 'top', in: 'container', type: 'pid', not_shared_with: 'host' }, 'fail', /^no container runs top; looked at podman/],
  ['three-tops', 'namespace', { process: 'top', in: 'container', type: 'pid', not_shared_with: 'host' }, 'pass', /does not live in the pid namespace of the host; .*; /],
  ['shared-network', 'namespace', { process: 'nginx', type: 'net', not_shared_with: 'host' }, 'fail', 'no process runs nginx on this host'],
  ['host-network', 'namespace', { container: 'web', type: 'net', shared_with: 'db' }, 'fail', 'container web and container db are both in the network namespace of the host: neither has one of its own'],
  ['host-network', 'namespace', { container: 'web', type: 'net', shared_with: 'host' }, 'pass', 'container web lives in the network namespace of the host'],
  ['host-network', 'namespace', { container: 'web', type: 'net', not_shared_with: 'host' }, 'fail', /another expected/],
  ['as-nobody', 'namespace', { process: 'top', type: 'net', not_shared_with: 'host' }, 'skip', /cannot be read by this account/],
  ['one-exited', 'namespace', { container: 'three', type: 'net', not_shared_with: 'host' }, 'fail', 'container three does not run (exited with 137): it has no process to look at'],

  ['limits-given', 'cgroup', { container: 'db', memory: 8000000 }, 'pass', 'container db may use 7999488 (7.63 MiB) of memory: 8000000 bytes read back as 7999488, as the kernel keeps whole pages of 4096'],
  ['limits-given', 'cgroup', { container: 'db', memory: 8000000, cpu: 0.5, pids: 50 }, 'pass', /may use 0\.5 cores; container db may use 50 processes/],
  ['limits-given', 'cgroup', { container: 'db', memory: '8M' }, 'fail', /8388608 expected/],
  ['limits-given', 'cgroup', { container: 'db', memory: '>=8000000' }, 'pass', /7999488/],
  ['limits-given', 'cgroup', { container: 'db', memory: 'none' }, 'fail', /no limit expected/],
  ['limits-given', 'cgroup', { container: 'db', pids: '<50' }, 'fail', 'container db may use 50 processes, less than 50 expected'],
  ['limits-given', 'cgroup', { container: 'free', memory: 'none', cpu: 'none', pids: 'none' }, 'pass', /has no limit of memory; .*no limit of cpu; .*no limit of pids/],
  ['limits-given', 'cgroup', { container: 'free', memory: { not: 'none' } }, 'fail', 'container free has no limit of memory, not no limit expected'],
  ['limits-given', 'cgroup', { process: 'top', cpu: 0.5 }, 'fail', /has no limit of cpu, 0\.5 expected/],
  ['limits-given', 'cgroup', { container: 'db', cpu_shares: 512 }, 'pass', 'container db has 512 cpu shares'],
  ['limits-given', 'cgroup', { container: 'db', memory: 8000000, cpu_shares: '<1024' }, 'pass', /of 4096; container db has 512 cpu shares$/],
  ['limits-given', 'cgroup', { container: 'db', cpu_shares: { not: 512 } }, 'fail', 'container db has 512 cpu shares, not 512 expected'],
  ['limits-given', 'cgroup', { container: 'free', cpu_shares: 512 }, 'fail', 'container free has 1024 cpu shares, 512 expected'],
  ['limits-given', 'cgroup', { process: 'top', cpu_shares: 512 }, 'fail', /^process \d+ \(top\) has 1024 cpu shares, 512 expected/],
  ['no-containers', 'cgroup', { container: 'db', cpu_shares: 512 }, 'fail', /^there is no container db/],
  ['memory-by-hand', 'cgroup', { container: 'db', memory: 8000000 }, 'pass', /read back as 7999488/],
  ['memory-other', 'cgroup', { container: 'db', memory: 8000000 }, 'fail', 'container db may use 8998912 (8.58 MiB) of memory, 8000000 (read back as 7999488) expected'],
  ['memory-above', 'cgroup', { container: 'db', memory: '16M' }, 'pass', /which a group above its own sets/],
  ['memory-above', 'cgroup', { container: 'db', memory: 'none' }, 'fail', /16777216/],
  ['no-containers', 'cgroup', { container: 'db', memory: 8000000 }, 'fail', /^there is no container db/],

  ['seccomp', 'seccomp', { container: 'locked', blocks: 'chmod' }, 'pass', 'container locked: chmod is refused (chmod, fchmod, fchmodat, fchmodat2)'],
  ['seccomp', 'seccomp', { container: 'locked', blocks: 'chmod', behaviour: true }, 'pass', /tried it: Operation not permitted$/],
  ['seccomp', 'seccomp', { container: 'locked', blocks: 'chown' }, 'fail', 'container locked: chown is not blocked, chown, fchown, lchown and fchownat are still allowed'],
  ['seccomp', 'seccomp', { container: 'locked', allows: 'chmod' }, 'fail', 'container locked: chmod is not allowed, chmod, fchmod, fchmodat and fchmodat2 are refused'],
  ['seccomp', 'seccomp', { container: 'locked', mode: 'none' }, 'fail', 'container locked filters system calls, no filter expected'],
  ['seccomp', 'seccomp', { container: 'forgetful', blocks: 'chmod' }, 'fail', 'container forgetful: chmod is not blocked, fchmodat2 is still allowed'],
  ['seccomp', 'seccomp', { container: 'forgetful', blocks: 'chmod', behaviour: true }, 'fail', /fchmodat2 is still allowed/],
  ['seccomp', 'seccomp', { container: 'partly', blocks: 'chmod' }, 'fail', /refused only sometimes/],
  ['seccomp', 'seccomp', { container: 'partly', allows: 'chmod' }, 'fail', /refused only sometimes/],
  ['seccomp', 'seccomp', { container: 'plain', blocks: 'chmod' }, 'fail', 'container plain: chmod is not blocked, chmod, fchmod and fchmodat are still allowed'],
  ['seccomp', 'seccomp', { container: 'plain', allows: 'chmod', blocks: 'add_key', behaviour: true }, 'pass', /add_key is refused; chmod is allowed .*tried it: it worked/],
  ['seccomp', 'seccomp', { container: 'open', blocks: 'chmod' }, 'fail', 'container open filters no system call at all: it runs unconfined or privileged'],
  ['seccomp', 'seccomp', { container: 'open', mode: 'none' }, 'pass', /are not filtered/],
  ['seccomp', 'seccomp', { container: 'open', allows: 'chmod', behaviour: true }, 'pass', /no system call is filtered; tried it: it worked/],
  ['seccomp', 'seccomp', { container: 'bare', allows: 'chmod', behaviour: true }, 'error', /tells nothing about the filter.*not found/],
  ['seccomp', 'seccomp', { container: 'frozen', allows: 'chmod', behaviour: true }, 'error', /tells nothing about the filter.*Read-only file system/],
  ['seccomp', 'seccomp', { container: 'still', blocks: 'chmod' }, 'fail', /does not run \(created\)/],
  ['seccomp', 'seccomp', { container: 'nope', blocks: 'chmod' }, 'fail', /^there is no container nope/],

  ['files', 'file', { path: '$F/plain', type: 'file', mode: '0640', owner: 'nobody', group: 65534, size: 12, contains: 'two = 2' }, 'pass', /mode 0640, owner nobody, group nogroup, size 12/],
  ['files', 'file', { path: '$F/plain', mode: '0644' }, 'fail', /has mode 0640, 0644 expected/],
  ['files', 'file', { path: '$F/plain', contains: '/^two/' }, 'pass', /contains a line matching/],
  ['files', 'file', { path: '$F/plain', contains: '/^= 2/' }, 'fail', /does not contain a line matching/],
  ['files', 'file', { path: '$F/plain', contains: ['one', { not: 'three' }] }, 'pass', /contains "one" and not "three"/],
  ['files', 'file', { path: '$F/large', contains: '0123' }, 'pass', /contains/],
  ['files', 'file', { path: '$F/large', contains: 'needle' }, 'error', /larger than 64 KiB/],
  ['files', 'file', { path: '$F/large', contains: { not: 'needle' } }, 'error', /larger than 64 KiB/],
  ['files', 'file', { path: '$F/exact', contains: 'needle' }, 'fail', /does not contain/],
  ['files', 'file', { path: '$F/dir', type: 'file' }, 'fail', /is a directory, file expected/],
  ['files', 'file', { path: '$F/dir', mode: '1777', type: 'directory' }, 'pass', /mode 1777/],
  ['files', 'file', { path: '$F/dir', contains: 'x' }, 'fail', /is a directory, a regular file that contains "x" expected/],
  ['files', 'file', { path: '$F/fifo', contains: 'x' }, 'fail', /is a FIFO, a regular file/],
  ['files', 'file', { path: '$F/block', type: 'block' }, 'pass', /type block/],
  ['files', 'file', { path: '$F/link', type: 'symlink', target: 'plain', mode: '0640' }, 'pass', /target plain, mode 0640/],
  ['files', 'file', { path: '$F/odd-link', target: "it's a\nnew é" }, 'pass', /target it's a/],
  ['files', 'file', { path: '$F/plain', target: 'plain' }, 'fail', /is no symbolic link but a regular file/],
  ['files', 'file', { path: '$F/dangling', mode: '0777' }, 'fail', /is a symbolic link to nowhere, where there is nothing/],
  ['files', 'file', { path: '$F/two\nlines', size: 1 }, 'pass', /size 1/],
  ['files', 'file', { path: '$F/absent' }, 'fail', /absent is not there$/],
  ['files', 'file', { path: '$F/absent', exists: false }, 'pass', /is not there$/],
  ['files', 'file', { path: '$F/plain/absent', exists: false }, 'pass', /is not there$/],
  ['files', 'file', { path: '$F/dangling', exists: false }, 'fail', /is there \(a symbolic link\), and should not be/],
  ['files-as-nobody', 'file', { path: '$F/closed/secret', exists: false }, 'skip', /cannot be looked at by this account: Permission denied/],
  ['files-as-nobody', 'file', { path: '$F/private', contains: 'secret' }, 'skip', /cannot be read by this account: Permission denied/],
  ['files-as-nobody', 'file', { path: '$F/private', mode: '0600' }, 'pass', /mode 0600/],
  ['files-as-nobody', 'file', { path: '$F/absent', exists: false }, 'pass', /is not there$/],

  ['capabilities', 'capabilities', { container: 'plain', has: ['chown', 'NET_BIND_SERVICE'], lacks: 'CAP_SYS_ADMIN' }, 'pass', 'container plain has CAP_CHOWN and CAP_NET_BIND_SERVICE and lacks CAP_SYS_ADMIN in its effective set'],
  ['capabilities', 'capabilities', { container: 'plain', has: 'NET_ADMIN' }, 'fail', 'container plain does not have CAP_NET_ADMIN in its effective set'],
  ['capabilities', 'capabilities', { container: 'more', has: 'net_admin' }, 'pass', 'container more has CAP_NET_ADMIN in its effective set'],
  ['capabilities', 'capabilities', { container: 'more', lacks: ['NET_ADMIN', 'SYS_ADMIN'] }, 'fail', 'container more still has CAP_NET_ADMIN in its effective set'],
  ['capabilities', 'capabilities', { container: 'plain', has: ['NET_ADMIN', 'CHOWN'], lacks: 'KILL' }, 'fail', 'container plain does not have CAP_NET_ADMIN and still has CAP_KILL in its effective set'],
  ['capabilities', 'capabilities', { container: 'dropped', exactly: [] }, 'pass', 'container dropped has no capability at all in its effective set'],
  ['capabilities', 'capabilities', { container: 'dropped', set: 'bounding', exactly: [] }, 'pass', /bounding set/],
  ['capabilities', 'capabilities', { container: 'bound', exactly: 'NET_BIND_SERVICE' }, 'pass', 'container bound has CAP_NET_BIND_SERVICE in its effective set, and no other'],
  ['capabilities', 'capabilities', { container: 'bound', exactly: [] }, 'fail', 'container bound has CAP_NET_BIND_SERVICE too much in its effective set, exactly none expected'],
  ['capabilities', 'capabilities', { container: 'bound', exactly: ['CHOWN', 'KILL'] }, 'fail', 'container bound lacks CAP_CHOWN and CAP_KILL and has CAP_NET_BIND_SERVICE too much in its effective set, exactly CAP_CHOWN and CAP_KILL expected'],
  ['capabilities', 'capabilities', { container: 'all', exactly: 'all' }, 'pass', /^container all has all \d\d capabilities of this host in its effective set$/],
  ['capabilities', 'capabilities', { container: 'plain', exactly: 'all' }, 'fail', /^container plain lacks .* and \d+ more in its effective set, exactly all expected$/],
  ['capabilities', 'capabilities', { container: 'user', exactly: [] }, 'pass', /no capability at all/],
  ['capabilities', 'capabilities', { container: 'user', set: 'bounding', has: 'CHOWN' }, 'pass', /bounding/],
  ['capabilities', 'capabilities', { process: 'top', lacks: 'SYS_ADMIN' }, 'fail', /^process \d+ \(top\) still has CAP_SYS_ADMIN/],
  ['capabilities', 'capabilities', { process: 'top', set: 'ambient', exactly: [] }, 'pass', /; and 5 more do$/],
  ['capabilities', 'capabilities', { process: 'nginx', lacks: 'SYS_ADMIN' }, 'fail', 'no process runs nginx on this host'],
  ['one-exited', 'capabilities', { container: 'three', lacks: 'SYS_ADMIN' }, 'fail', /^container three does not run/],

  ['mounts', 'mount', { path: '/scratch', in: 'web', type: 'tmpfs', options: ['rw', 'noexec'] }, 'pass', '/scratch in container web is a mount of tmpfs, with rw and noexec'],
  ['mounts', 'mount', { path: '/scratch/', in: 'web', options: 'ro' }, 'fail', '/scratch/ in container web is mounted rw,nosuid,nodev,noexec,relatime,size=64k: ro expected'],
  ['mounts', 'mount', { path: '/scratch', in: 'web', type: 'ext4' }, 'fail', '/scratch in container web is a mount of tmpfs, ext4 expected'],
  ['mounts', 'mount', { path: '/data', in: 'web', options: 'ro', source: '/\\/data$/' }, 'pass', /^\/data in container web is a mount of \w+, from \/.*\/data, with ro$/],
  ['mounts', 'mount', { path: '/data', in: 'web', source: '/srv' }, 'fail', /^\/data in container web comes from .* or .*\/data, \/srv expected$/],
  ['mounts', 'mount', { path: '/od d é', in: 'web' }, 'pass', /is a mount/],
  ['mounts', 'mount', { path: '/scratch', in: 'sealed' }, 'fail', 'nothing is mounted on /scratch in container sealed: it belongs to what is mounted on / (overlay)'],
  ['mounts', 'mount', { path: '/scratch', in: 'sealed', exists: false }, 'pass', 'nothing is mounted on /scratch in container sealed'],
  ['mounts', 'mount', { path: '/scratch', in: 'web', exists: false }, 'fail', '/scratch in container web is a mount of tmpfs, and should be none'],
  ['mounts', 'mount', { path: '/', in: 'sealed', type: 'overlay', options: 'ro' }, 'pass', /^\/ in container sealed/],
  ['mounts', 'mount', { path: '/', in: 'web', options: 'ro' }, 'fail', /ro expected$/],
  ['mounts', 'mount', { path: '/data', in: 'still', exists: false }, 'fail', 'container still does not run (created): it has no process to look at'],
  ['mounts', 'mount', { path: '/data', in: 'nope', exists: false }, 'fail', /^there is no container nope/],
  ['mounts', 'mount', { path: '$STORE/scratch', options: 'ro', source: 'two' }, 'pass', /is a mount of tmpfs, from two, with ro$/],
  ['mounts', 'mount', { path: '$STORE/data' }, 'fail', /^nothing is mounted on .*\/data: it belongs to what is mounted on \/ /],
  ['mounts', 'mount', { path: '/proc', type: 'proc' }, 'pass', '/proc is a mount of proc'],

  ['sockets', 'port', { port: 8080, in: 'web', process: 'nc' }, 'pass', 'nc listens on tcp port 8080 in container web, at ::'],
  ['sockets', 'port', { port: 8080, in: 'web', address: '0.0.0.0' }, 'pass', /at ::$/],
  ['sockets', 'port', { port: 8080, in: 'web', address: '127.0.0.1' }, 'fail', 'what listens on tcp port 8080 in container web does so at ::, 127.0.0.1 expected'],
  ['sockets', 'port', { port: 8080, in: 'web', process: 'httpd' }, 'fail', 'nc listens on tcp port 8080 in container web, httpd expected'],
  ['sockets', 'port', { port: 8080, in: 'peer' }, 'pass', /^nc listens on tcp port 8080 in container peer/],
  ['sockets', 'port', { port: 8080, in: 'own' }, 'fail', 'nothing listens on tcp port 8080 in container own; there is tcp 0.0.0.0:80 (httpd)'],
  ['sockets', 'port', { port: 8080, in: 'own', listening: false }, 'pass', 'nothing listens on tcp port 8080 in container own'],
  ['sockets', 'port', { port: 80, in: 'own', listening: false }, 'fail', 'httpd listens on tcp port 80 in container own, at 0.0.0.0, and nothing should'],
  ['sockets', 'port', { port: 80, in: 'own', process: 'nc', listening: false }, 'pass', 'no nc listens on tcp port 80 in container own'],
  ['sockets', 'port', { port: 80, in: 'own', address: '127.0.0.1', listening: false }, 'fail', 'httpd listens on tcp port 80 in container own, at 0.0.0.0, and nothing should'],
  ['sockets', 'port', { port: 8080, protocol: 'udp', in: 'web' }, 'fail', 'nothing listens on udp port 8080 in container web; there is tcp [::]:8080 (nc)'],
  ['sockets', 'port', { port: 47813, protocol: 'udp', process: 'perl' }, 'pass', 'perl listens on udp port 47813, at 0.0.0.0'],
  ['sockets', 'port', { port: 47811, address: '127.0.0.1', process: 'busybox' }, 'pass', 'busybox listens on tcp port 47811, at 127.0.0.1'],
  ['sockets', 'port', { port: 47811, address: '0.0.0.0' }, 'fail', /does so at 127.0.0.1, 0.0.0.0 expected$/],
  ['sockets', 'port', { port: 80 }, 'fail', /^nothing listens on tcp port 80; there are tcp 127.0.0.1:47811 \(busybox\), udp 0.0.0.0:47813 \(perl\)/],
  ['sockets', 'port', { port: '>=1024', process: 'busybox' }, 'pass', /^busybox listens on tcp port at least 1024/],
  ['sockets', 'port', { port: 80, in: 'nope', listening: false }, 'fail', /^there is no container nope/],
  ['sockets-as-nobody', 'port', { port: 47812 }, 'pass', 'something listens on tcp port 47812, at 127.0.0.1'],
  ['sockets-as-nobody', 'port', { port: 47812, process: 'busybox' }, 'skip', 'which program listens on tcp port 47812 cannot be seen by this account'],
  ['sockets-as-nobody', 'port', { port: 47812, process: 'busybox', listening: false }, 'skip', /cannot be seen/],

  ['host', 'selinux', { mode: 'off' }, 'pass', 'SELinux is off'],
  ['host', 'selinux', { mode: 'enforcing' }, 'skip', 'SELinux is off on this host: it cannot become so without another start'],
  ['host', 'selinux', { process: 'sleep', type: 'container_t' }, 'skip', 'SELinux is off on this host: nothing has a label to look at'],
  ['host', 'selinux', { path: '$STORE/one', type: 'etc_t' }, 'skip', /nothing has a label/],

  ['host', 'command', { run: 'true' }, 'pass', '`true` ended with 0'],
  ['host', 'command', { run: 'exit 3' }, 'fail', '`exit 3` ended with 3, 0 expected'],
  ['host', 'command', { run: 'exit 3', exit_code: '>=1' }, 'pass', '`exit 3` ended with 3'],
  ['host', 'command', { run: 'true', exit_code: { not: 0 } }, 'fail', '`true` ended with 0, not 0 expected'],
  ['host', 'command', { run: 'echo "not: found" >&2; exit 2' }, 'fail', /ended with 2, 0 expected: not: found$/],
  ['host', 'command', { run: 'echo one; echo two; echo woe >&2', output: 'two', errors: '/^w/' }, 'pass', /ended with 0 and wrote one two and complained woe$/],
  ['host', 'command', { run: 'echo one; echo two; echo woe >&2', output: 'one\ntwo' }, 'pass', /wrote/],
  ['host', 'command', { run: 'echo one; echo two; echo woe >&2', output: 'tw' }, 'fail', /wrote one two, tw expected$/],
  ['host', 'command', { run: 'echo one; echo two; echo woe >&2', output: { not: 'two' } }, 'fail', /wrote one two, not two expected$/],
  ['host', 'command', { run: 'test -d / && printf done', output: 'done' }, 'pass', /wrote done$/],
  ['host', 'command', { run: 'true', output: 'x' }, 'fail', '`true` wrote nothing, x expected'],
  ['host', 'command', { run: 'lab-nope --version' }, 'error', '`lab-nope --version`: lab-nope is not there'],
  ['host', 'command', { run: 'lab-nope --version', exit_code: { not: 0 } }, 'error', /lab-nope is not there/],
  ['host', 'command', { run: 'lab-nope --version', exit_code: 127 }, 'pass', /ended with 127/],
  ['host', 'command', { run: '/etc/passwd' }, 'error', /cannot be run: .*Permission denied/],
  ['host', 'command', { run: '! lab-nope | grep -q x' }, 'error', /lab-nope is not there/],
  ['host', 'command', { run: '! lab-nope | grep -q x', output: { not: 'x' } }, 'error', /lab-nope is not there/],
  ['host', 'command', { run: 'head -c 200000 /dev/zero | tr "\\0" x', output: '/y/' }, 'error', /wrote too much: 134464 bytes were left out/],
  ['host', 'command', { run: 'head -c 200000 /dev/zero | tr "\\0" x', output: { not: '/y/' } }, 'error', /wrote too much/],
  ['host', 'command', { run: 'head -c 200000 /dev/zero | tr "\\0" x', output: '/xx/' }, 'pass', /wrote x/],

  ['host', 'package', { name: 'bash' }, 'pass', /^package bash is installed: 5\./],
  ['host', 'package', { name: 'bash', version: '>=5' }, 'pass', /installed: 5\./],
  ['host', 'package', { name: 'bash', version: { not: '<6' } }, 'fail', /^package bash is installed in version 5\..*, not <6 expected$/],
  ['host', 'package', { name: 'coreutils', version: '9.1' }, 'pass', 'package coreutils is installed: 9.1-1'],
  ['host', 'package', { name: 'coreutils', version: '9.1-2' }, 'fail', /9.1-2 expected/],
  ['host', 'package', { name: 'coreutils', installed: false }, 'fail', 'package coreutils is installed (9.1-1), and should not be'],
  ['host', 'package', { name: 'lab-nope' }, 'fail', 'package lab-nope is not installed'],
  ['host', 'package', { name: 'lab-nope', installed: false }, 'pass', 'package lab-nope is not installed'],
  ['host', 'package', { name: 'lab-nope', version: '>=1' }, 'fail', 'package lab-nope is not installed'],

  ['host', 'service', { name: 'ssh', state: 'running' }, 'skip', /systemd does not run this host/],
  ['host', 'service', { name: 'nope.socket', state: 'stopped' }, 'skip', /systemd does not run this host/],

  ['host', 'user', { name: 'root', uid: 0, home: '/root', groups: 'root' }, 'pass', 'user root has uid 0, home /root, groups root'],
  ['host', 'user', { name: 'root', groups: ['root', 'audio'] }, 'fail', 'user root is in the group root, root and audio expected'],
  ['host', 'user', { name: 'daemon', shell: '/bin/bash' }, 'fail', 'user daemon has shell /usr/sbin/nologin, /bin/bash expected'],
  ['host', 'user', { name: 'daemon', shell: '/nologin$/', uid: '<1000', gid: 1 }, 'pass', /uid 1, gid 1, shell/],
  ['host', 'user', { name: 'nobody', groups: 'nogroup' }, 'pass', /groups nogroup/],
  ['host', 'user', { name: 'rot' }, 'fail', 'there is no user rot (did you mean "root"?)'],
  ['host', 'user', { name: 'rot', exists: false }, 'pass', 'there is no user rot'],
  ['host', 'user', { name: 'root', exists: false }, 'fail', 'user root is there (uid 0), and should not be'],

  ['images', 'image', { name: 'busybox', command: 'sh', user: 'root' }, 'pass', 'image localhost/busybox:latest is there, with command sh, user root'],
  ['images', 'image', { name: 'localhost/busybox' }, 'pass', 'image localhost/busybox:latest is there'],
  ['images', 'image', { name: 'docker.io/busybox' }, 'fail', /^there is no image docker.io\/busybox; there (is|are) .*; looked at podman of root/],
  ['images', 'image', { name: 'busybox:1.36' }, 'fail', /^there is no image busybox:1.36; there is localhost\/busybox:latest; looked at/],
  ['images', 'image', { name: 'busybox', exists: false }, 'fail', 'image localhost/busybox:latest is there, and should not be'],
  ['images', 'image', { name: 'busybx' }, 'fail', /did you mean "busybox"/],
  ['images', 'image', { name: 'team/greeter:1.2', entrypoint: 'echo', command: 'hello you', user: 1000, labels: { course: 'lab', level: '/^[0-9]$/' }, environment: { MODE: 'dark', EMPTY: '' } }, 'pass', /^image registry.example\/team\/greeter:1.2 is there, with/],
  ['images', 'image', { name: 'greeter:1.2' }, 'pass', 'image registry.example/team/greeter:1.2 is there'],
  ['images', 'image', { name: 'greeter:old', entrypoint: '/bin/echo -n' }, 'pass', /^image localhost\/greeter:old/],
  ['images', 'image', { name: 'greeter' }, 'fail', /^there is no image greeter; there is /],
  ['images', 'image', { name: 'greeter:old', labels: { course: 'other' } }, 'fail', 'image localhost/greeter:old has the label course=lab, other expected'],
  ['images', 'image', { name: 'greeter:old', labels: { author: { not: 'x' } } }, 'fail', /has no label author, not x expected/],
  ['images', 'image', { name: 'busybox', entrypoint: { not: 'echo' } }, 'fail', 'image localhost/busybox:latest has no entrypoint, not echo expected'],
  ['images', 'image', { name: 'busybox', architecture: 'sparc' }, 'fail', /has architecture \w+, sparc expected/],
  ['images', 'image', { name: 'busybox', size: '<1K' }, 'fail', /has size \d+ \(.* MiB\), less than 1024 expected/],
  ['no-images', 'image', { name: 'busybox' }, 'fail', /^there is no image busybox: there are no images at all; looked at podman of root, with the store of/],
  ['no-images', 'image', { name: 'busybox', exists: false }, 'pass', /^there is no image busybox; looked at/],
  ['broken-engine', 'image', { name: 'busybox', exists: false }, 'error', /^podman of root.*runroot must be set/],

  ['three-tops', 'owner', { process: 'top', id: { not: 0 } }, 'fail', /runs as user 0$/],
]

/** The folder that a state was recorded in. */
function storeOf(reply: Reply): string {
  return /[^\s:"]*\/lab-(?:store|private)-\w+/.exec(JSON.stringify(reply.questions))?.[0] ?? ''
}

for (const [state, word, params, status, message] of cases) {
  test(`${state}: ${word} ${JSON.stringify(params)} -> ${status}`, () => {
    const { reply, observation } = loadReply(state)
    const folder = String((reply.questions.find(each => each.probe === 'files')?.subjects[0] as { path?: string } | undefined)?.path).replace(/\/f\/.*/s, '/f')
    const filled = 'path' in params ? { ...params, path: String(params.path).replace('$F', folder).replace('$STORE', storeOf(reply)) } : params
    const kind = kinds.get(word)!
    assert.equal(kind.flaws?.(filled) ?? [], [])
    const check = { id: 'it', kind: word, params: filled, title: kind.title(filled), points: 1, hints: [], needs: [], once: false, requires: [], place: { file: '', line: 1, column: 1 } }
    const context = { engine: reply.engine, vars: {}, dir: '', script: () => undefined }
    const [verdict] = judge([check], observation, { kinds, host: 'default', context, passedBefore: new Set() })
    assert.is(verdict!.status, status, verdict!.message)
    if (typeof message === 'string') assert.is(verdict!.message, message)
    else assert.match(verdict!.message, message)
    if (status === 'skip') assert.is(verdict!.reason, 'not observable')
    assert.not.match(verdict!.title + verdict!.message + verdict!.explain, /undefined|\[object/)
  })
}

const flawed: [string, Record<string, unknown>, RegExp][] = [
  ['namespace', { container: 'web', type: 'net' }, /asserts nothing yet/],
  ['namespace', { container: 'web', type: 'network', shared_with: 'db' }, /there is no namespace "network"/],
  ['namespace', { type: 'net', shared_with: 'db' }, /speaks about nothing yet/],
  ['namespace', { container: 'web', in: 'container', type: 'net', shared_with: 'db' }, /without process it says nothing/],
  ['namespace', { container: 'web', process: 'top', type: 'net', shared_with: 'db' }, /exclude each other/],
  ['namespace', { container: 'web', type: 'net', shared_with: 'web' }, /with itself/],
  ['cgroup', { container: 'db' }, /asserts nothing yet/],
  ['cgroup', { container: 'db', memory: 0 }, /here it is none/],
  ['cgroup', { container: 'db', cpu_shares: 0 }, /takes 2 to 262144 shares; engines call the usual 1024 by 0/],
  ['seccomp', { container: 'locked' }, /asserts nothing yet/],
  ['seccomp', { container: 'locked', blocks: 'mount', behaviour: true }, /what it tries is chmod/],
  ['seccomp', { container: 'locked', mode: 'none', blocks: 'chmod' }, /leave out mode: none/],
  ['file', { path: '/x', exists: false, mode: '0644' }, /has no mode/],
  ['capabilities', { container: 'web' }, /asserts nothing yet/],
  ['capabilities', { has: 'CHOWN' }, /speaks about nothing yet/],
  ['capabilities', { container: 'web', has: ['CHOWN', 'net_amdin'] }, /there is no capability "net_amdin" \(did you mean "CAP_NET_ADMIN"/],
  ['capabilities', { container: 'web', exactly: 'every' }, /there is no capability "every"/],
  ['capabilities', { container: 'web', has: 'chown', lacks: 'CAP_CHOWN' }, /cannot be both/],
  ['capabilities', { container: 'web', has: 'chown', exactly: [] }, /leave out has and lacks/],
  ['mount', { path: '/x', exists: false, type: 'tmpfs' }, /has no type/],
  ['mount', { path: '/x', engine: 'docker' }, /without in it says nothing/],
  ['port', { port: 80, engine: 'docker' }, /without in it says nothing/],
  ['selinux', { mode: 'enforcing', engine: 'docker' }, /without container it says nothing/],
  ['port', { port: 70000 }, /70000 is no port/],
  ['port', { port: 80, listening: false, process: { not: 'nc' } }, /names one program/],
  ['selinux', { type: 'container_t' }, /whose type\?/],
  ['selinux', { container: 'web' }, /asserts nothing of the label yet/],
  ['selinux', { container: 'web', path: '/x', type: 'x_t' }, /exclude each other/],
  ['selinux', { container: 'web', categories: 'distinct' }, /speaks about several/],
  ['selinux', { mode: 'off', process: 'top', type: 'x_t' }, /nothing has a label/],
  ['package', { name: 'x', installed: false, version: '1' }, /has no version/],
  ['package', { name: 'x', version: '>=' }, /compares with nothing/],
  ['service', { name: 'x' }, /asserts nothing yet/],
  ['user', { name: 'x', exists: false, uid: 1 }, /has no uid/],
  ['image', { name: 'x', exists: false, labels: { a: 'b' } }, /has no labels/],
  ['container', { state: 'runing' }, /no state of a container/],
]

for (const [word, params, message] of flawed) {
  test(`${word} ${JSON.stringify(params)} is a mistake`, () => {
    assert.match(kinds.get(word)!.flaws!(params).map(each => each.message).join('; '), message)
  })
}

test.run()
