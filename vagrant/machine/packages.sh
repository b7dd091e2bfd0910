#!/bin/sh
# Installs what this host needs to build and boot the machine: about 250 MB of Debian packages. Elsewhere, or without root, it says so and changes nothing.
set -eu
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo 'no apt-get or no root: the machine cannot be built here'
  exit 0
fi
packages='mmdebstrap qemu-system-x86 qemu-utils seabios ipxe-qemu e2fsprogs zstd socat selinux-policy-dev policycoreutils checkpolicy selinux-utils m4 make openssh-client'
# shellcheck disable=SC2086
if dpkg -s $packages >/dev/null 2>&1; then exit 0; fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $packages >/dev/null
