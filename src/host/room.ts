import { readFileSync } from 'node:fs'
import { cleanEnvironment } from './cleanRoom.ts'
import { spawn } from './spawn.ts'

/** A part of this machine of its own: processes, network and mounts that nobody else sees, and folders whose changes go nowhere. */
export interface Room {
  /** Its first process: whoever enters goes into the namespaces of this one. */
  pid: number
  /** Ends everything in it. */
  close(): Promise<void>
}

/** Folders that a challenge may write to: what is written goes to memory, and with the room. /etc is copied besides: packages and accounts that come to the host meanwhile do not show. */
const FOLDERS = ['/root', '/home', '/srv', '/opt', '/mnt', '/usr/local', '/var/lib']

/**
 * What the first process does before it waits: loopback up; a `/` in memory in which each entry of the real one is found, so that a file beside them does not reach it; its own
 * /tmp, /var/tmp and /dev/shm; an overlay in memory on each folder. A root or an overlay that the kernel refuses, as where the root is that of an initramfs or the folder is an
 * overlay itself, is left as it is.
 */
const FURNISH = `ip link set lo up 2>/dev/null
lab_new=$lab_keep/root
mkdir -p "$lab_new" && mount -t tmpfs -o "mode=$(stat -c %a /)" lab-room "$lab_new" || exit 1
for lab_entry in /* /.[!.]*; do
  if [ -L "$lab_entry" ]; then cp -P "$lab_entry" "$lab_new/"
  elif [ -d "$lab_entry" ]; then mkdir "$lab_new$lab_entry" && mount --rbind "$lab_entry" "$lab_new$lab_entry"
  elif [ -e "$lab_entry" ]; then : >"$lab_new$lab_entry" && mount --bind "$lab_entry" "$lab_new$lab_entry"
  fi
done
cd "$lab_new" && mkdir .lab-old && pivot_root . .lab-old 2>/dev/null && cd / && umount -l /.lab-old
cd / && rmdir /.lab-old 2>/dev/null
umount -l "$lab_new" && rmdir "$lab_new" || exit 1
mount -t tmpfs -o mode=1777 lab-room /tmp && mkdir /tmp/keep && mount --bind "$lab_keep" /tmp/keep || exit 1
mount -t tmpfs -o mode=1777 lab-room /var/tmp && mkdir "$lab_keep" && mount --move /tmp/keep "$lab_keep" && rmdir /tmp/keep || exit 1
[ ! -d /dev/shm ] || mount -t tmpfs -o mode=1777,nosuid,nodev lab-room /dev/shm || exit 1
lab_layers=$(mktemp -d /tmp/lab-layers.XXXXXX) && mount -t tmpfs lab-room "$lab_layers" || exit 1
for lab_folder in ${FOLDERS.join(' ')}; do
  [ -d "$lab_folder" ] || continue
  lab_name=$(echo "$lab_folder" | tr / _)
  mkdir "$lab_layers/$lab_name" "$lab_layers/$lab_name/upper" "$lab_layers/$lab_name/work"
  mount -t overlay -o "lowerdir=$lab_folder,upperdir=$lab_layers/$lab_name/upper,workdir=$lab_layers/$lab_name/work" lab-room "$lab_folder" 2>/dev/null
done
cp -a /etc "$lab_layers/etc" && mount --bind "$lab_layers/etc" /etc || exit 1
umount -l "$lab_layers" && rmdir "$lab_layers"
exec sleep infinity`

/** Forks the room away, so that it outlives the call, and beside it what ends it when lab is gone, however lab ended: with unshare goes its child, and with that all in the room. */
const OPEN = `unshare --mount --net --pid --fork --mount-proc --kill-child /bin/sh -c "$lab_furnish" </dev/null >/dev/null 2>&1 & lab_room=$!
echo $lab_room
( while kill -0 $lab_owner && kill -0 $lab_room; do sleep 1; done; kill -KILL $lab_room ) </dev/null >/dev/null 2>&1 &`

/** Looks at whether the first process is there, or gone: 40 times a second, for 10 seconds. */
const TRIES = 400

/** Opens a room; needs root. `keep` is a folder below /var/tmp that stays what it is, for the container store. Returns why there is none, in words, where the kernel refuses. */
export async function openRoom(keep: string): Promise<Room | string> {
  const answer = await spawn({
    argv: ['/bin/sh', '-c', OPEN], env: { ...cleanEnvironment({}), lab_furnish: FURNISH, lab_keep: keep, lab_owner: String(process.pid) }, deadlineMs: 10_000, cap: 4096, keepChildren: true,
  })
  const outer = Number(answer.stdout.trim())
  const failed = (why: string): string => `no room: ${why}`
  if (!Number.isInteger(outer) || outer <= 1) return failed(answer.stderr.trim() || answer.lost || 'unshare did not start')
  for (let tries = 0; tries < TRIES; tries++) {
    const pid = firstChild(outer)
    if (pid !== undefined && readMaybe(`/proc/${pid}/comm`) === 'sleep\n') return { pid, close: () => end(pid, outer) }
    if (readMaybe(`/proc/${outer}/comm`) === '') return failed('the kernel refuses new namespaces or mounts to this account')
    await wait(25)
  }
  return failed('its first process does not come up')
}

function firstChild(pid: number): number | undefined {
  const [first] = readMaybe(`/proc/${pid}/task/${pid}/children`).trim().split(' ')
  return first ? Number(first) : undefined
}

/** The kernel ends all processes of a pid namespace with its first one. */
async function end(pid: number, outer: number): Promise<void> {
  for (const each of [pid, outer]) {
    try {
      process.kill(each, 'SIGKILL')
    } catch {
      // It went with the other.
    }
  }
  for (let tries = 0; tries < TRIES && readMaybe(`/proc/${pid}/comm`) !== ''; tries++) await wait(25)
}

function readMaybe(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function wait(ms: number): Promise<void> {
  return new Promise(later => setTimeout(later, ms))
}
