import { quote } from '../core/quote.ts'
import type { Host } from '../model/host.ts'
import type { Answer } from '../model/look.ts'
import { standIns } from '../generated/catalogue.ts'

/** An offline stand-in for an image: the static busybox of the host, and what is added to it. One file a recipe, in standIns/. */
export interface StandIn {
  /** sh that adds files below the folder "$root", which holds busybox and a link for each of its commands; nothing where busybox is all. It may use the folder "$dir" for itself. */
  adds: string
  /** The command that a container of it runs where it is given none. */
  command: string[]
  /** What is started in front of the command; the command itself where nothing is said. */
  entrypoint?: string[]
  /** Variables of its containers. A value may hold a "$variable" that `adds` has set. */
  environment?: Record<string, string>
  /** The folder in which its containers begin; / where nothing is said. */
  folder?: string
  /** The TCP port on which it answers. */
  port?: number
  /** Paths that belong to another account than root, with its `uid:gid`. */
  owned?: Record<string, string>
  /** It holds a program of the distribution: the package to install where it cannot be had otherwise. */
  packaged?: string
}

/** The recipe of a stand-in, by name. */
export async function loadStandIn(recipe: string): Promise<StandIn> {
  return (await standIns[recipe as keyof typeof standIns]()).default
}

/** Seconds a build may take: half of one, or what it takes to download some packages. */
const BUILD_SECONDS = 300

/** Builds the stand-in of a recipe into the host's engine, without an image registry. With busybox alone it has 2 MB and takes half a second. */
export async function buildStandIn(recipe: string, image: string, host: Host): Promise<Answer> {
  const standIn = await loadStandIn(recipe)
  const script = `${BUSYBOX}echo "PRETTY_NAME='${recipe}, an offline stand-in made by lab'" >"$root/etc/os-release"
${standIn.adds}${packInSh(standIn)}${host.engine.name} import ${changesInSh(standIn)} "$dir/image.tar" ${quote(image)} >/dev/null 2>"$dir/words" || { cat "$dir/words" >&2; exit 1; }\n`
  return host.run({ script, deadlineMs: BUILD_SECONDS * 1000, cap: 64 * 1024, keepChildren: true })
}

/** In a stand-in with owners of its own everything else is root's, whoever builds it; GNU tar says so without being root. */
function packInSh({ owned }: StandIn): string {
  if (!owned) return 'tar -C "$root" -cf "$dir/image.tar" .\n'
  const own = (owner: string): string => `--numeric-owner --owner=${owner.split(':')[0]} --group=${owner.split(':')[1]}`
  const apart = Object.entries(owned)
  return `tar -C "$root" ${own('0:0')} ${apart.map(([path]) => quote(`--exclude=.${path}`)).join(' ')} -cf "$dir/image.tar" .
${apart.map(([path, owner]) => `tar -C "$root" ${own(owner)} -rf "$dir/image.tar" ${quote(`.${path}`)}\n`).join('')}`
}

function changesInSh({ command, entrypoint, environment = {}, folder, port }: StandIn): string {
  const all = [
    ...Object.entries({ PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/bin', ...environment }).map(([name, value]) => `"ENV ${name}=${value}"`),
    ...(folder ? [quote(`WORKDIR ${folder}`)] : []), ...(port ? [quote(`EXPOSE ${port}`)] : []),
    ...(entrypoint ? [quote(`ENTRYPOINT ${JSON.stringify(entrypoint)}`)] : []), quote(`CMD ${JSON.stringify(command)}`),
  ]
  return all.map(each => `--change ${each}`).join(' ')
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
`
