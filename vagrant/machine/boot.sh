#!/bin/sh
# Boots the test machine under QEMU, without KVM and reachable from this host's loopback only.
#
#   boot.sh start FOLDER    builds it where that was not done yet, and starts it; FOLDER/ssh-config is then what `vagrant ssh-config` prints
#   boot.sh save FOLDER     keeps the running machine as it is, so that the next start takes seconds
#   boot.sh box             packs it as a box of Vagrant, which need not run here, and prints its file
#   boot.sh missing         says what this host lacks for it, and fails; says nothing where there is nothing
#   boot.sh stop FOLDER     ends it; its disk was a throw-away layer over the one that was built
#
#   LAB_MACHINE_KERNEL      security words of the kernel's command line, e.g. `security=selinux selinux=1 enforcing=0`
#   LAB_MACHINE_FRESH=1     boots even where a state was saved
#   LAB_MACHINE_MEMORY, LAB_MACHINE_CPUS    MiB (2048) and processors (2)
#   LAB_MACHINE_SECONDS     a machine that nobody stopped ends itself after that (3600)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
verb=${1-} folder=${2-}
kernel=${LAB_MACHINE_KERNEL-security=selinux selinux=1 enforcing=1}
memory=${LAB_MACHINE_MEMORY:-2048} cpus=${LAB_MACHINE_CPUS:-2}
# Without what makes every change of address space dear where it is emulated: a container starts in two thirds of the processor time.
processor=max,la57=off,pku=off,smap=off,smep=off,umip=off
# With huge pages for everybody, as Debian has it, redis takes 6 MB more than it needs, and the kernel ends it at the limit of a challenge.
always='root=/dev/vda rw console=ttyS0 net.ifnames=0 audit=1 quiet mitigations=off transparent_hugepage=madvise'
# Measured: 30 s to ssh on two idle cores, 62 s on busy ones.
BOOT_LIMIT=300

die() { echo "machine: $*" >&2; exit 1; }
monitor() { echo "$1" | socat -t 5 - "UNIX-CONNECT:$folder/monitor" | tr -d '\r'; }
# By its command line, too: a number in an old file may be somebody else's by now.
lives() { [ -s "$folder/pid" ] && grep -qsF "$folder/pid" "/proc/$(cat "$folder/pid" 2>/dev/null)/cmdline"; }
guest() { ssh -F "$folder/ssh-config" -o BatchMode=yes -o ConnectTimeout=5 default "$@"; }

# A saved state is of use for the very same disk, command line, memory, processors and QEMU only.
saved_folder() {
  echo "$1/saved-$(printf '%s\n' "$kernel" "$memory" "$cpus" "$processor" "$always" "$(qemu-system-x86_64 --version | head -n 1)" | sha256sum | cut -c1-16)"
}

# run_qemu IMAGE [OPTION...]: starts it in the background, and waits until it can be asked.
run_qemu() {
  image=$1
  shift
  rm -f "$folder/pid" "$folder/monitor"
  # `security=` decides: Debian's cloud kernel lists AppArmor first.
  timeout --foreground -k 10 "${LAB_MACHINE_SECONDS:-3600}" qemu-system-x86_64 -machine q35 -accel tcg,thread=multi -cpu "$processor" -smp "$cpus" -m "$memory" \
    -nodefaults -no-user-config -display none -serial "file:$folder/serial.log" -monitor "unix:$folder/monitor,server,nowait" -pidfile "$folder/pid" \
    -kernel "$image/vmlinuz" -initrd "$image/initrd.img" -append "$always $kernel" \
    -drive "file=$folder/disk.qcow2,if=virtio,format=qcow2,cache=unsafe,aio=threads" \
    -netdev user,id=n0,restrict=on,hostfwd=tcp:127.0.0.1:0-:22 -device virtio-net-pci,netdev=n0,romfile= -device virtio-rng-pci "$@" \
    >"$folder/qemu.log" 2>&1 </dev/null &
  tries=0
  until lives && [ -S "$folder/monitor" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || return 1
    sleep 0.1
  done
  # QEMU took a free port by itself; it knows which.
  port=$(monitor 'info usernet' | awk '/HOST_FORWARD/ { print $4; exit }')
  [ -n "$port" ] || return 1
  cat >"$folder/ssh-config" <<CONFIG
Host default
  HostName 127.0.0.1
  User vagrant
  Port $port
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking no
  PasswordAuthentication no
  IdentityFile "$image/key"
  IdentitiesOnly yes
  LogLevel FATAL
CONFIG
}

# wait_for_ssh SECONDS
wait_for_ssh() {
  until=$(($(date +%s) + $1))
  until guest true </dev/null >/dev/null 2>&1; do
    lives || return 1
    [ "$(date +%s)" -lt "$until" ] || return 1
    sleep 0.5
  done
}

# The saved state is a cache: whatever is wrong with it, the machine boots.
restore() {
  [ -z "${LAB_MACHINE_FRESH-}" ] && [ -f "$saved/state.zst" ] || return 1
  cp --sparse=always "$saved/disk.qcow2" "$folder/disk.qcow2"
  run_qemu "$1" -incoming "exec:zstd -q -dc '$saved/state.zst'" && wait_for_ssh 120 &&
    # Its clock stood still meanwhile.
    guest sudo date -s "@$(date +%s)" </dev/null >/dev/null && return
  echo 'machine: the saved state could not be used, and is thrown away' >&2
  stop
  rm -rf "$saved"
  return 1
}

boot() {
  qemu-img create -q -f qcow2 -b "$1/disk.raw" -F raw "$folder/disk.qcow2"
  run_qemu "$1" && wait_for_ssh "$BOOT_LIMIT" && return
  { tail -n 5 "$folder/qemu.log"; tail -n 30 "$folder/serial.log"; } >&2
  stop
  die "it did not come up (after $(($(date +%s) - began)) s of at most $BOOT_LIMIT); what it said last is above"
}

start() {
  missing >&2 || exit 1
  [ -d "$folder" ] || mkdir -m 700 "$folder"
  if lives; then die "a machine runs in $folder already"; fi
  image=$(sh "$here/build.sh")
  saved=$(saved_folder "$image")
  # Where it is kept is settled now: the scripts may be other ones when it is saved.
  echo "$saved" >"$folder/saved"
  began=$(date +%s)
  how=restored
  restore "$image" || { how=booted && boot "$image"; }
  echo "machine: $how: $(($(date +%s) - began)) s" >&2
}

box() {
  missing >&2 || exit 1
  image=$(sh "$here/build.sh")
  exec sh "$here/box.sh" "$image" "$processor" "$always $kernel"
}

missing() {
  lacking=
  for program in mmdebstrap qemu-system-x86_64 qemu-img mke2fs debugfs setfiles checkmodule m4 make zstd socat ssh ssh-keygen flock timeout; do
    command -v "$program" >/dev/null || lacking="$lacking $program"
  done
  [ -e /usr/share/selinux/devel/Makefile ] || lacking="$lacking selinux-policy-dev"
  [ -n "$lacking" ] || return 0
  echo "not installed:$lacking; vagrant/machine/packages.sh brings them"
  return 1
}

save() {
  lives || die "no machine runs in $folder"
  saved=$(cat "$folder/saved")
  work=$(mktemp -d "$saved-XXXXXX")
  trap 'rm -rf "$work"' EXIT
  monitor "migrate -d \"exec:zstd -q >'$work/state.zst'\"" >/dev/null
  tries=0
  until monitor 'info migrate' | grep -q 'Migration status: completed'; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ] || ! lives || monitor 'info migrate' | grep -q 'Migration status: failed'; then
      monitor cont >/dev/null
      die 'its state could not be saved'
    fi
    sleep 1
  done
  # The layer belongs to that moment: it is copied before the machine goes on.
  cp --sparse=always "$folder/disk.qcow2" "$work/disk.qcow2"
  monitor cont >/dev/null
  rm -rf "$saved"
  mv "$work" "$saved"
}

stop() {
  lives || return 0
  pid=$(cat "$folder/pid")
  kill "$pid"
  tries=0
  while lives; do
    tries=$((tries + 1))
    [ "$tries" -ne 50 ] || kill -KILL "$pid"
    sleep 0.1
  done
}

if [ "$verb" = missing ]; then missing && exit; exit 1; fi
if [ "$verb" = box ]; then box; fi
[ -n "$folder" ] || die 'boot.sh start|save|stop FOLDER'
# QEMU and ssh want to know it wherever they are started.
case $folder in /*) ;; *) folder=$PWD/$folder ;; esac
case $verb in start | save | stop) "$verb" ;; *) die 'boot.sh start|save|stop FOLDER' ;; esac
