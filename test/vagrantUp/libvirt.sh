#!/bin/sh
# libvirt.sh FOLDER: libvirtd with a network, processes and files of its own, which all go when its first process is killed: run it under
#   unshare --net --mount --pid --fork --mount-proc --kill-child
# Its state lies in FOLDER; the host's own libvirt, if there is one, is neither seen nor changed.
set -eu
cd "$1"
# As root and without groups of processes, labels or namespaces: a test host need have none of them.
mkdir etc lib cache log run
cat >etc/qemu.conf <<'CONF'
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
namespaces = []
dynamic_ownership = 0
remember_owner = 0
stdio_handler = "file"
CONF
printf '%s\n' 'auth_unix_ro = "none"' 'auth_unix_rw = "none"' >etc/libvirtd.conf

# /sys shows the devices of the network namespace in which it was mounted.
umount -l /sys
mount -t sysfs sysfs /sys
mount --bind etc /etc/libvirt
# libvirtd wants to know the user that it would take by default. The package that brings him also starts a libvirtd of the host's.
{ grep -v '^libvirt-qemu:' /etc/passwd; echo 'libvirt-qemu:x:64055:64055::/nonexistent:/usr/sbin/nologin'; } >passwd
{ grep -v '^libvirt-qemu:' /etc/group; echo 'libvirt-qemu:x:64055:'; } >group
for file in passwd group; do mount --bind "$file" "/etc/$file"; done
for name in cache lib log; do mount --bind "$name" "/var/$name"; done
mount --bind run /run
ip link set lo up
libvirtd -f /etc/libvirt/libvirtd.conf -p /run/libvirtd.pid >/var/log/libvirtd 2>&1 </dev/null &
# The shell stays, and takes in what others leave behind, as a first process must.
wait
