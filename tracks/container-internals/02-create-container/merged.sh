# Passes when the layers of on-off are mounted as one folder, running or not.
podman container exists on-off || fail "there is no container called on-off"
id=$(podman inspect --format '{{.Id}}' on-off) || exit 2
list=$(podman mount --no-trunc) || exit 2
folder=$(echo "$list" | sed -n "s/^$id *//p")
[ -n "$folder" ] || fail "the layers of on-off are not mounted"
# With the storage driver vfs the folder is a copy, and there is nothing to mount.
case $folder in
  */overlay/*) grep -qF " $folder " /proc/self/mountinfo || fail "podman says that $folder is mounted; the kernel does not know of it" ;;
esac
pass "they are mounted on $folder"
