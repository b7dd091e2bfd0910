import type { FileSubject } from '../../src/probe/files.ts'

/** A state of a real host, and what is asked about it. */
export interface Scenario {
  /** In words; the file's name is the key. */
  state: string
  /** What brings it about, for sh; $STORE is a folder of its own, and ids of processes in $STORE/pids are ended afterwards. */
  commands: string[]
  /** Names of the probes that are asked. */
  probes: string[]
  /** What `files` is asked about; paths begin in $STORE. */
  files?: FileSubject[]
  /** What other probes are asked about, by name. */
  subjects?: Record<string, unknown[]>
  /** Containers in which the harmless call of `seccomp` is tried. */
  behaviour?: string[]
  /** Command lines that the kind `command` runs. */
  tries?: string[]
  /** The engine in view is another than that of the commands. */
  engine?: 'broken' | 'other'
  /** Who looks: the account nobody. */
  asNobody?: true
}

/** Calls by which a program can set a file's mode. */
const CHMOD = ['chmod', 'fchmod', 'fchmodat', 'fchmodat2']

/** A profile as a learner writes it: everything but these calls. */
function profile(names: string[], args?: object[]): string {
  return JSON.stringify({
    defaultAction: 'SCMP_ACT_ALLOW', architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
    syscalls: [{ names, action: 'SCMP_ACT_ERRNO', errnoRet: 1, ...(args ? { args } : {}) }],
  })
}

const TOP = 'podman run -td busybox top'
const ALL = ['processes', 'containers']

/** The states that are recorded. */
export const scenarios: Record<string, Scenario> = {
  'three-tops': { state: 'three containers run top', commands: [TOP, TOP, TOP], probes: [...ALL, 'offers'] },
  'one-exited': {
    state: 'two containers run top and one was ended; one failed with 3, one was created and never started',
    commands: ['podman run -td --name one busybox top', 'podman run -td --name two busybox top', 'podman run -td --name three busybox top', 'podman kill three', 'podman run --name failed busybox sh -c "exit 3" || true', 'podman create --name fresh busybox top', 'podman wait three || true'],
    probes: [...ALL, 'specs'],
  },
  'tops-on-host': { state: 'three top run on the host, in no container', commands: ['ln -s /bin/busybox "$STORE/top"', ...Array(3).fill('"$STORE/top" -b >/dev/null 2>&1 & echo $! >>"$STORE/pids"; sleep 0.3') as string[]], probes: [...ALL, 'cgroups', 'specs'] },
  'named-top': { state: 'a container is named top, and sleeps', commands: ['podman run -td --name top busybox sleep 1000'], probes: ALL },
  'shared-network': { state: 'web lives in the network namespace of db, lonely in one of its own', commands: ['podman run -td --name db busybox top', 'podman run -td --name web --network container:db busybox top', 'podman run -td --name lonely busybox top'], probes: ALL },
  'host-network': { state: 'web and db are both on the network of the host', commands: ['podman run -td --name db --network host busybox top', 'podman run -td --name web --network host busybox top'], probes: ALL },
  'as-nobody': { state: 'web lives in the network namespace of db, and an account without rights looks at the processes', commands: ['podman run -td --name db busybox top', 'podman run -td --name web --network container:db busybox top'], probes: ['processes'], asNobody: true },
  'limits-given': { state: 'db was started with limits of memory, cpu and pids, and 512 cpu shares; free without any', commands: ['podman run -td --name db --memory 8000000 --cpus 0.5 --cpu-shares 512 --pids-limit 50 busybox top', 'podman run -td --name free --pids-limit 0 busybox top'], probes: [...ALL, 'cgroups', 'specs'] },
  'memory-by-hand': { state: 'db was started without a limit, and 8000000 was written to its cgroup', commands: ['podman run -td --name db busybox top', `echo 8000000 >"/sys/fs/cgroup/memory$(sed -n 's/.*:memory://p' /proc/$(podman inspect -f '{{.State.Pid}}' db)/cgroup)/memory.limit_in_bytes"`], probes: [...ALL, 'cgroups', 'specs'] },
  'memory-other': { state: 'db was started with another limit of memory', commands: ['podman run -td --name db --memory 9000000 busybox top'], probes: [...ALL, 'cgroups'] },
  'memory-above': { state: 'db has no limit of memory, and the group above it has one of 16 MiB', commands: ['mkdir /sys/fs/cgroup/memory/lab-above', 'echo 16777216 >/sys/fs/cgroup/memory/lab-above/memory.limit_in_bytes', 'podman run -td --name db --cgroup-parent /lab-above busybox top'], probes: [...ALL, 'cgroups'] },
  seccomp: {
    state: 'locked cannot chmod; forgetful forgot fchmodat2; partly refuses some modes only; plain has the default filter; open has none; still was never started; bare has no sh; frozen cannot be written to',
    commands: [
      `printf '%s' '${profile(CHMOD)}' >"$STORE/no-chmod.json"`, `printf '%s' '${profile(CHMOD.slice(0, 3))}' >"$STORE/forgetful.json"`, `printf '%s' '${profile(CHMOD, [{ index: 1, value: 0o777, op: 'SCMP_CMP_EQ' }])}' >"$STORE/partly.json"`,
      'podman run -td --name locked --security-opt seccomp="$STORE/no-chmod.json" busybox top', 'podman run -td --name forgetful --security-opt seccomp="$STORE/forgetful.json" busybox top', 'podman run -td --name partly --security-opt seccomp="$STORE/partly.json" busybox top',
      'podman run -td --name plain busybox top', 'podman run -td --name open --security-opt seccomp=unconfined busybox top', 'podman create --name still busybox top',
      'podman run -td --name bare busybox top', 'podman exec bare rm /bin/sh', 'podman run -td --name frozen --read-only --read-only-tmpfs=false busybox top',
    ],
    probes: [...ALL, 'specs'], behaviour: ['locked', 'forgetful', 'plain', 'open', 'bare', 'frozen'],
  },
  capabilities: {
    state: 'plain has the usual capabilities; dropped has none; bound only one; more has one above the usual; all is privileged; user runs as another than root',
    commands: ['podman run -td --name plain busybox top', 'podman run -td --name dropped --cap-drop all busybox top', 'podman run -td --name bound --cap-drop all --cap-add net_bind_service busybox top', 'podman run -td --name more --cap-add net_admin busybox top', 'podman run -td --name all --privileged busybox top', 'podman run -td --name user --user 1000 busybox top'],
    probes: ALL,
  },
  mounts: {
    state: 'web has a scratch space, a folder of the host read-only and one with odd letters; sealed has a read-only root; on the host a tmpfs is mounted, twice',
    commands: [
      'mkdir "$STORE/data" "$STORE/scratch"; mount -t tmpfs -o size=64k,nosuid one "$STORE/scratch"; mount -t tmpfs -o size=64k,ro two "$STORE/scratch"',
      'podman run -td --name web --tmpfs /scratch:rw,noexec,size=64k --volume "$STORE/data:/data:ro" --volume "$STORE/data:/od d é" busybox top', 'podman run -td --name sealed --read-only busybox top', 'podman create --name still busybox top',
    ],
    probes: [...ALL, 'mounts'],
  },
  sockets: {
    state: 'in web nc listens on 8080 at all addresses; peer shares its network; own has another, with httpd on 80; on the host httpd listens on 47811 of 127.0.0.1, and perl waits at 47813 of udp',
    commands: [
      'podman run -td --name web busybox sh -c "nc -ll -p 8080 -e cat & exec top"', 'podman run -td --name peer --network container:web busybox top', 'podman run -td --name own busybox httpd -f -p 0.0.0.0:80',
      'busybox httpd -f -p 127.0.0.1:47811 </dev/null >/dev/null 2>&1 & echo $! >>"$STORE/pids"',
      'perl -MIO::Socket::INET -e \'my $s = IO::Socket::INET->new(Proto => "udp", LocalAddr => "0.0.0.0", LocalPort => 47813); sleep 1000\' </dev/null >/dev/null 2>&1 & echo $! >>"$STORE/pids"; sleep 1',
    ],
    probes: [...ALL, 'sockets'],
  },
  'sockets-as-nobody': { state: 'httpd of root listens on 47812, and an account without rights looks', commands: ['busybox httpd -f -p 127.0.0.1:47812 </dev/null >/dev/null 2>&1 & echo $! >>"$STORE/pids"; sleep 1'], probes: ['processes', 'sockets'], asNobody: true },
  host: {
    state: 'a Debian host without SELinux, which systemd does not run',
    commands: ['echo one >"$STORE/one"', 'sleep 1000 >/dev/null 2>&1 & echo $! >>"$STORE/pids"'],
    probes: ['selinux', 'packages', 'services', 'users', 'files', 'processes'],
    subjects: { packages: ['bash', 'coreutils', 'lab-nope'], services: ['ssh', 'nope.socket'], users: ['root', 'daemon', 'nobody', 'rot'] },
    files: [{ path: '$STORE/one' }],
    tries: ['echo one; echo two; echo woe >&2', 'exit 3', 'lab-nope --version', '! lab-nope | grep -q x', 'test -d / && printf done', '/etc/passwd', 'echo "not: found" >&2; exit 2', 'head -c 200000 /dev/zero | tr "\\0" x', 'true'],
  },
  images: {
    state: 'busybox of localhost, one with all that an image can say, a second tag of it, and one without a name',
    commands: [
      'printf "FROM busybox\\nLABEL course=lab level=1\\nENV MODE=dark EMPTY=\\nUSER 1000:1000\\nENTRYPOINT [\\"/bin/echo\\", \\"-n\\"]\\nCMD [\\"hello\\", \\"you\\"]\\n" >"$STORE/Containerfile"', 'podman build --quiet --network none --tag registry.example/team/greeter:1.2 "$STORE"',
      'podman tag registry.example/team/greeter:1.2 greeter:old', 'podman create --name x busybox && podman commit --quiet x && podman rm x',
    ],
    probes: ['images'], subjects: { images: ['MODE', 'EMPTY'] },
  },
  answers: { state: 'db was started with a limit of memory and a variable, web beside it', commands: ['podman run -td --name db --memory 8000000 --env COLOR=Deep\\ Blue busybox top', 'podman run -td --name web busybox top'], probes: [...ALL, 'cgroups', 'environments'], subjects: { environments: ['COLOR'] } },
  'no-images': { state: 'the engine in view has a store without images', commands: [], probes: ['images'], engine: 'other' },
  'no-containers': { state: 'there is no container; a sleep runs on the host', commands: ['sleep 1000 >/dev/null 2>&1 & echo $! >>"$STORE/pids"'], probes: [...ALL, 'specs', 'cgroups'] },
  'other-store': { state: 'three containers run top, and the engine in view has another store', commands: [TOP, TOP, TOP], probes: [...ALL, 'specs'], engine: 'other' },
  'broken-engine': { state: 'the configuration of the engine is broken', commands: [], probes: ['containers', 'specs', 'images'], engine: 'broken' },
  files: {
    state: 'files of all types, and names that try to be something else',
    commands: [
      'mkdir -p "$STORE/f/dir"; cd "$STORE/f"', 'umask 022; cd "$STORE/f"; printf "one\\ntwo = 2\\n" >plain; chmod 0640 plain; chown 65534:65534 plain; chmod 1777 dir',
      'cd "$STORE/f"; ln -s plain link; ln -s "it\'s a\nnew é" odd-link; ln -s nowhere dangling; mkfifo fifo; mknod block b 7 200; printf x >"two\nlines"; : >empty',
      'cd "$STORE/f"; yes "0123456789" | head -c 70000 >large; printf "%65536s" "" >exact; mkdir -m 0700 closed; printf secret >closed/secret; printf secret >private; chmod 0600 private',
    ],
    probes: ['files'],
    files: ['plain', 'dir', 'link', 'odd-link', 'dangling', 'fifo', 'block', 'two\nlines', 'empty', 'large', 'exact', 'absent', 'plain/absent', 'private'].map(name => ({ path: `$STORE/f/${name}`, content: true })),
  },
  'files-as-nobody': {
    state: 'an account without rights looks at files',
    commands: ['chmod 0755 "$STORE"; mkdir -m 0755 "$STORE/f"; cd "$STORE/f"; mkdir -m 0700 closed; printf secret >closed/secret; printf secret >private; chmod 0600 private; printf open >open; chmod 0644 open'],
    probes: ['files'], files: ['closed/secret', 'private', 'open', 'absent'].map(name => ({ path: `$STORE/f/${name}`, content: true })), asNobody: true,
  },
}
