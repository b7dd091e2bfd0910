#!/bin/sh
# Builds the test machine, Debian 12 with SELinux enforcing and podman, from Debian packages alone, and prints the folder that holds it: disk.raw,
# vmlinuz, initrd.img and the key of its user. Built once: the folder is named after all that went into it, below $XDG_CACHE_HOME/lab/machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lab/machine

# What the machine is made of. boot.sh is not in it: how it is started makes no other machine.
hash=$(cd "$here" && cat build.sh rootfs.sh packages.txt policy.sh lab.te configure.sh disk.sh ../provision.sh | sha256sum | cut -c1-16)
image=$cache/$hash

# Folders of older scripts, which no test started for two weeks.
if [ -d "$cache" ]; then find "$cache" -mindepth 1 -maxdepth 1 -mtime +14 ! -name "$hash*" -exec rm -rf {} +; fi
mkdir -p "$cache"
if [ -d "$image" ]; then
  touch "$image"
  echo "$image"
  exit 0
fi
[ "$(id -u)" = 0 ] || { echo 'building the machine needs root: it makes device nodes and labels' >&2; exit 1; }

# Two builds at a time would only wait for each other's disk. The lock is held by this process, however it ends.
exec 9>"$cache/$hash.lock"
flock 9
if [ -d "$image" ]; then echo "$image"; exit 0; fi

work=$(mktemp -d "$cache/building-XXXXXX")
# What a step mounted in there must not be followed by rm.
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -m 755 "$work/root" "$work/policy"
mkdir -m 700 "$work/image"

# step NAME SECONDS COMMAND...: runs it under a limit of three to four times what it took on two busy cores.
step() {
  name=$1 limit=$2
  shift 2
  began=$(date +%s)
  if timeout -k 10 "$limit" "$@" >"$work/$name.log" 2>&1 </dev/null; then
    echo "machine: $name: $(($(date +%s) - began)) s" >&2
  else
    status=$?
    tail -n 30 "$work/$name.log" >&2
    [ "$status" != 124 ] || echo "machine: $name was ended after $limit s" >&2
    echo "machine: $name failed ($status); the last of what it said is above" >&2
    exit 1
  fi
}

step policy 60 sh "$here/policy.sh" "$work/policy"
step rootfs 600 sh "$here/rootfs.sh" "$work/root"
step key 20 ssh-keygen -q -t ed25519 -N '' -C lab-machine -f "$work/image/key"
step configure 90 sh "$here/configure.sh" "$work/root" "$work/policy" "$work/image/key.pub"
step disk 60 sh "$here/disk.sh" "$work/root" "$work/image"
mv "$work/image" "$image"
echo "$image"
