#!/bin/sh
# rootfs.sh ROOT: Debian 12 in a folder, from packages alone, provisioned by the same script as every other machine.
set -eu
root=$1
here=$(cd "$(dirname "$0")" && pwd)

# The hook comes before the kernel, so that its first initrd is already the small one: it knows virtio and ext4, and boots in a fraction of the time.
# shellcheck disable=SC2016
small_initrd='mkdir -p "$1/etc/initramfs-tools/conf.d"
  printf "MODULES=list\nCOMPRESS=zstd\nCOMPRESSLEVEL=3\n" >"$1/etc/initramfs-tools/conf.d/vm"
  printf "%s\n" virtio_pci virtio_blk virtio_scsi virtio_net virtio_rng sd_mod ext4 crc32c_generic >"$1/etc/initramfs-tools/modules"'

# shellcheck disable=SC2016
provision='cp "$LAB_PROVISION" "$1/root/provision.sh" && LAB_IMAGES= chroot "$1" sh /root/provision.sh'

LAB_PROVISION=$here/../provision.sh
export LAB_PROVISION
exec mmdebstrap --mode=root --variant=minbase --include="$(paste -sd, "$here/packages.txt")" \
  --aptopt='Apt::Install-Recommends "false"' --dpkgopt='force-unsafe-io' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
  --essential-hook="$small_initrd" --customize-hook="$provision" bookworm "$root"
