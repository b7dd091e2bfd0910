#!/bin/sh
# configure.sh ROOT MODULES KEY: makes a machine of a Debian in a folder: its disk, network and user, the policy modules of the folder MODULES, the
# public key KEY for the user vagrant, and, last, a label on every file.
set -eu
root=$1 modules=$2 key=$3
inside() { chroot "$root" "$@"; }

echo lab >"$root/etc/hostname"
printf '127.0.0.1 localhost lab\n::1 localhost\n' >"$root/etc/hosts"
echo '/dev/vda / ext4 rw,noatime 0 1' >"$root/etc/fstab"
# No name server: nothing is to be found outside, and every question to one that does not answer costs seconds.
rm -f "$root/etc/resolv.conf"
: >"$root/etc/resolv.conf"
printf '[Match]\nName=eth* en*\n[Network]\nDHCP=ipv4\n[DHCPv4]\nUseDNS=no\n' >"$root/etc/systemd/network/80-dhcp.network"
printf 'UseDNS no\nGSSAPIAuthentication no\nPasswordAuthentication no\n' >"$root/etc/ssh/sshd_config.d/lab.conf"
inside systemctl -q enable systemd-networkd ssh
# podman.service cannot start when SELinux enforces Debian's policy, and "degraded" would hide a real failure.
inside systemctl -q mask podman.service podman.socket systemd-networkd-wait-online.service \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
# Here for their programs, of which stand-ins for images are made without a network; Docker is started by whoever wants it.
inside systemctl -q disable redis-server.service nginx.service docker.service docker.socket containerd.service

inside useradd --create-home --shell /bin/bash vagrant
echo 'vagrant ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/vagrant"
chmod 440 "$root/etc/sudoers.d/vagrant"
install -d -m 700 "$root/home/vagrant/.ssh"
install -m 600 "$key" "$root/home/vagrant/.ssh/authorized_keys"
inside chown -R vagrant:vagrant /home/vagrant/.ssh

# Made by podman itself this tree would get the label of its parent, and no program in a container could be loaded. Made before, it makes podman
# believe in an old network backend, unless that is written down. A bridge would cost each container a third of its start, and leads nowhere here.
for folder in overlay overlay-images overlay-layers overlay-containers volumes tmp libpod; do install -d -m 700 "$root/var/lib/containers/storage/$folder"; done
mkdir -p "$root/etc/containers"
printf '[containers]\nnetns = "none"\n[network]\nnetwork_backend = "netavark"\n' >"$root/etc/containers/containers.conf"

mkdir "$root/root/modules"
cp "$modules"/container.pp "$modules"/podman.pp "$modules"/lab.pp "$root/root/modules"
inside semodule -n -s default -X 400 -i /root/modules/container.pp -i /root/modules/podman.pp -i /root/modules/lab.pp
rm -r "$root/root/modules"
sed -i 's/^SELINUX=.*/SELINUX=enforcing/' "$root/etc/selinux/config"
# From outside: inside a chroot without /proc it fails on every file.
setfiles -m -F -r "$root" "$root/etc/selinux/default/contexts/files/file_contexts" "$root"
