#!/bin/sh
# Makes a machine ready for the exercises: podman, strace, the libcap tools, a static busybox, Node and `lab` itself. For Fedora (dnf) and Debian
# (apt), as root. It may be run again at any time: what is there already is left alone.
#
#   provision.sh [PACK]     PACK is a student pack, a .tgz with one folder that holds bin/lab; none is fine: lab then looks in over ssh
#   LAB_IMAGES              images to pull, separated by blanks; a registry that does not answer is no failure
#   LAB_NODE                a Node of yours, one file, for where the distribution has none that is new enough
set -eu
pack=${1-}

say() { printf 'provision: %s\n' "$*"; }
die() { printf 'provision: %s\n' "$*" >&2; exit 1; }

# What lab asks for at the least. Distributions older than that are graded from outside, which needs nothing but sh.
NODE_AT_LEAST=20

DNF_PACKAGES='podman container-selinux policycoreutils libselinux-utils audit strace libcap procps-ng psmisc iproute util-linux tar gzip'
# Without its Recommends podman has no network, no init and no rootless mode: they are named.
APT_PACKAGES='podman crun netavark aardvark-dns catatonit uidmap slirp4netns fuse-overlayfs dbus-user-session
  strace libcap2-bin procps psmisc iproute2 util-linux busybox-static ca-certificates tar gzip'

install_by_dnf() {
  # shellcheck disable=SC2086
  rpm -q $DNF_PACKAGES >/dev/null 2>&1 || dnf -y -q install $DNF_PACKAGES || die 'dnf could not install the packages: is there a network?'
  # Only the offline stand-ins for images need it.
  rpm -q busybox >/dev/null 2>&1 || dnf -y -q install busybox >/dev/null 2>&1 || say 'no package busybox here: without a registry there are no images'
  node_is_enough || dnf -y -q install nodejs >/dev/null 2>&1 || true
}

install_by_apt() {
  export DEBIAN_FRONTEND=noninteractive
  missing=
  for package in $APT_PACKAGES; do
    # shellcheck disable=SC2016
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
  done
  if [ -n "$missing" ]; then
    apt-get update -qq || die 'apt-get update failed: is there a network?'
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $missing >/dev/null || die "apt-get could not install$missing"
  fi
  node_is_enough && return
  offered=$(apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: *\([0-9][0-9]*\).*/\1/p')
  [ "${offered:-0}" -lt "$NODE_AT_LEAST" ] || apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 nodejs >/dev/null
}

node_is_enough() {
  major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
  [ "${major:-0}" -ge "$NODE_AT_LEAST" ]
}

# What somebody brought along goes where a program of the machine's own would be found first.
take_node() {
  node_is_enough && return
  [ -n "${LAB_NODE-}" ] || return 0
  [ "$("$LAB_NODE" -p 'Number(process.versions.node.split(".")[0])' 2>/dev/null || echo 0)" -ge "$NODE_AT_LEAST" ] || die "LAB_NODE: $LAB_NODE is no Node $NODE_AT_LEAST that runs on this machine"
  install -m 755 "$LAB_NODE" /usr/local/bin/node
}

install_lab() {
  if [ -z "$pack" ] || [ ! -e "$pack" ]; then
    say "no student pack${pack:+ at $pack}: lab is not installed in here"
    return
  fi
  # Unpacked beside the old one and then exchanged, so that a broken pack leaves what was there.
  rm -rf /opt/lab.new
  mkdir -p /opt/lab.new
  if ! tar -xzf "$pack" -C /opt/lab.new --strip-components=1 --no-same-owner 2>/dev/null || [ ! -f /opt/lab.new/bin/lab ]; then
    rm -rf /opt/lab.new
    die "$pack is no student pack: a .tgz with one folder that holds bin/lab is expected"
  fi
  rm -rf /opt/lab
  mv /opt/lab.new /opt/lab
  ln -sf /opt/lab/bin/lab /usr/local/bin/lab
  if ! node_is_enough; then
    say "lab is installed, and does not run: it needs Node $NODE_AT_LEAST"
    return
  fi
  version=$(lab --version) || die 'lab was installed and does not run'
  say "lab $version is installed"
}

pull_images() {
  for image in ${LAB_IMAGES-}; do
    podman image exists "$image" && continue
    if words=$(timeout 600 podman pull --quiet "$image" 2>&1); then say "image $image is here"
    else say "image $image could not be pulled ($(printf '%s\n' "$words" | tail -n 1)): lab tries again, or builds a stand-in"; fi
  done
}

report() {
  if node_is_enough; then say "Node $(node --version)"; else say "no Node $NODE_AT_LEAST here: this machine is graded from outside"; fi
  say "$(podman --version)"
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then say 'cgroup v2'; else say 'cgroup v1: the exercises describe v2'; fi
  case $(cat /sys/fs/selinux/enforce 2>/dev/null) in
    1) say 'SELinux is enforcing' ;;
    0) say 'SELinux is PERMISSIVE: it forbids nothing. setenforce 1, and SELINUX=enforcing in /etc/selinux/config, change that' ;;
    *) say 'SELinux is NOT THERE: what the exercises show of it cannot be seen on this machine' ;;
  esac
}

[ "$(id -u)" = 0 ] || die 'this needs root: sudo sh provision.sh'
if command -v dnf >/dev/null; then install_by_dnf
elif command -v apt-get >/dev/null; then install_by_apt
else die 'neither dnf nor apt-get is here: Fedora or Debian is expected'; fi
take_node
install_lab
pull_images
report
