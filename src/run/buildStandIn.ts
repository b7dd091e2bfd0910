import { quote } from '../core/quote.ts'
import type { Answer, Host } from '../model.ts'
import { standIns } from '../generated/catalogue.ts'

/** An offline stand-in for an image: the static busybox of the host, and what is added to it. One file a recipe, in standIns/. */
export interface StandIn {
  /** sh that adds files below the folder "$root", which holds busybox and a link for each of its commands; nothing where busybox is all. */
  adds: string
  /** The command that a container of it runs where it is given none. */
  command: string[]
}

/** Builds the stand-in of a recipe into the host's engine, offline: 2 MB, in half a second. */
export async function buildStandIn(recipe: string, image: string, host: Host): Promise<Answer> {
  const { adds, command }: StandIn = (await standIns[recipe as keyof typeof standIns]()).default
  const changes = ['ENV PATH=/bin:/usr/bin:/usr/sbin', `CMD ${JSON.stringify(command)}`].map(each => `--change ${quote(each)}`).join(' ')
  const script = `${BUSYBOX}${adds}tar -C "$root" -cf "$dir/image.tar" .\n${host.engine.name} import ${changes} "$dir/image.tar" ${quote(image)} >/dev/null 2>"$dir/words" || { cat "$dir/words" >&2; exit 1; }\n`
  return host.run({ script, deadlineMs: 120_000, cap: 64 * 1024, keepChildren: true })
}

/** A tree of the host's static busybox with a link for each of its commands, in "$root". */
const BUSYBOX = `set -e
for b in /bin/busybox /usr/bin/busybox /usr/sbin/busybox /sbin/busybox; do
  if [ -x $b ] && ! ldd $b >/dev/null 2>&1; then busybox=$b; break; fi
done
[ -n "$busybox" ] || { echo 'there is no static busybox on this host' >&2; exit 1; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
root=$dir/root
for folder in bin etc proc sys dev root tmp mnt run var; do mkdir -p "$root/$folder"; done
chmod 1777 "$root/tmp"
cp "$busybox" "$root/bin/busybox"
for name in $("$busybox" --list); do [ "$name" = busybox ] || ln -s busybox "$root/bin/$name"; done
ln -s bin "$root/sbin"
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"; echo 'root:x:0:' >"$root/etc/group"
echo "PRETTY_NAME='busybox, an offline stand-in made by lab'" >"$root/etc/os-release"
`
