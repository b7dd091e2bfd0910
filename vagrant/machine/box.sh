#!/bin/sh
# box.sh IMAGE PROCESSOR WORDS: packs the machine of the folder IMAGE as a box of Vagrant, and prints its file. It starts as boot.sh starts it: with that
# PROCESSOR and with WORDS on the kernel's command line. Packed once: the name says what it was made of, and is the name of the box, too.
set -eu
image=$1 processor=$2 words=$3

name=lab-machine-$({ basename "$image"; printf '%s\n' "$processor" "$words"; cat "$0"; } | sha256sum | cut -c1-16)
box=$image/$name.box
if [ -f "$box" ]; then
  echo "$box"
  exit 0
fi

exec 9>"$image.lock"
flock 9
if [ -f "$box" ]; then echo "$box"; exit 0; fi
# Those of older scripts.
rm -f "$image"/lab-machine-*.box
work=$(mktemp -d "$image/packing-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

began=$(date +%s)
timeout -k 10 120 qemu-img convert -q -c -O qcow2 -o compression_type=zstd "$image/disk.raw" "$work/box.img" </dev/null
ln "$image/vmlinuz" "$image/initrd.img" "$image/key" "$work"
# In whole gigabytes, as Vagrant reads it.
size=$((($(stat -c %s "$image/disk.raw") + 1073741823) / 1073741824))
printf '{ "provider": "libvirt", "format": "qcow2", "virtual_size": %s }\n' "$size" >"$work/metadata.json"
# No word of it is replaced by the shell: what differs comes from files beside it.
printf '%s\n' "$processor" >"$work/processor"
printf '%s\n' "$words" >"$work/words"
cat >"$work/Vagrantfile" <<'VAGRANTFILE'
# The test machine of lab. It has no bootloader: QEMU starts its kernel, and emulates the processor.
beside = ->(name) { File.expand_path(name, __dir__) }
Vagrant.configure('2') do |config|
  config.vm.boot_timeout = 600
  config.vm.synced_folder '.', '/vagrant', disabled: true
  # A key of this box only, made with it: there is none to replace.
  config.ssh.private_key_path = beside.call('key')
  config.ssh.insert_key = false
  config.vm.provider 'libvirt' do |libvirt|
    libvirt.driver = 'qemu'
    libvirt.machine_type = 'q35'
    libvirt.kernel = beside.call('vmlinuz')
    libvirt.initrd = beside.call('initrd.img')
    libvirt.cmd_line = File.read(beside.call('words')).strip
    # The last -cpu counts, and libvirt cannot say all of it.
    libvirt.qemuargs value: '-cpu'
    libvirt.qemuargs value: File.read(beside.call('processor')).strip
    libvirt.disk_driver cache: 'unsafe'
    libvirt.graphics_type = 'none'
  end
end
VAGRANTFILE
tar -C "$work" -cf "$work/whole" metadata.json Vagrantfile box.img vmlinuz initrd.img key processor words
# It holds the key of the machine.
chmod 600 "$work/whole"
mv "$work/whole" "$box"
echo "machine: box: $(($(date +%s) - began)) s" >&2
echo "$box"
