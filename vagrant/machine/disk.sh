#!/bin/sh
# disk.sh ROOT FOLDER: packs a labelled tree into FOLDER/disk.raw, its kernel and initrd beside it: qemu starts them, so that no bootloader is needed.
# The labels go along as extended attributes.
set -eu
root=$1 folder=$2
cp "$root"/boot/vmlinuz-* "$folder/vmlinuz"
cp "$root"/boot/initrd.img-* "$folder/initrd.img"
truncate -s 3G "$folder/disk.raw"
mke2fs -q -F -t ext4 -O ^has_journal -m 0 -E lazy_itable_init=0 -d "$root" "$folder/disk.raw"
# One file with a label stands for all: without any the machine would not come up, and nobody would see why.
debugfs -R 'ea_list /usr/bin/podman' "$folder/disk.raw" 2>/dev/null | grep -q 'security.selinux' || { echo 'the files of the disk have no labels' >&2; exit 1; }
