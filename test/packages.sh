#!/bin/sh
# Installs what the tests need on Debian: an engine, a runtime, and a static busybox for images that no registry has to give; Vagrant and shellcheck
# for what is under vagrant/, with a libvirt that nothing starts; and what builds the SELinux machine.
# Elsewhere, or without root, it says so and changes nothing: the tests that need them are then skipped by name.
set -eu
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "no apt-get or no root: container tests will be skipped where podman is missing"
  exit 0
fi
packages="podman runc netavark aardvark-dns busybox-static uidmap docker.io openssh-server openssh-client sudo strace psmisc libcap2-bin vagrant vagrant-libvirt libvirt-daemon libvirt-clients dnsmasq-base iptables iproute2 shellcheck gpg curl"
# Stand-ins with redis and nginx are built from packages, which apt finds by its lists: images of Debian come without them.
if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then apt-get update -qq; fi
# shellcheck disable=SC2086
if ! dpkg -s $packages >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $packages >/dev/null
fi
exec sh "$(dirname "$0")/../vagrant/machine/packages.sh"
