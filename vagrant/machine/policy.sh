#!/bin/sh
# policy.sh FOLDER: compiles into FOLDER the policy modules container and podman, which Debian has in source only, and lab.te.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
# Where apt has no lists yet it fails at once.
apt-get download -q selinux-policy-src || { apt-get update -qq && apt-get download -q selinux-policy-src; }
dpkg-deb -x selinux-policy-src_*.deb source
tar -C source --zstd -xf source/usr/src/selinux-policy-src.tar.zst
for module in container podman; do cp "$(find source -path "*/policy/modules/services/$module.te")" "$(find source -path "*/policy/modules/services/$module.fc")" .; done
cp "$here/lab.te" .
make -f /usr/share/selinux/devel/Makefile NAME=default container.pp podman.pp lab.pp
rm -rf source selinux-policy-src_*.deb
