# Passes when first and second have the same folder as /box: the one that podman keeps as the volume box.
folder=$(podman volume inspect --format '{{.Mountpoint}}' box) || exit 2
wanted=$(stat -c %d:%i "$folder") || exit 2
pids=$(podman inspect --format '{{.State.Pid}}' first second) || exit 2
name=first
for pid in $pids; do
  [ -d "/proc/$pid/root/" ] || exit 2
  found=$(stat -c %d:%i "/proc/$pid/root/box" 2>/dev/null) || fail "$name has no /box"
  [ "$found" = "$wanted" ] || fail "/box in $name is another folder than $folder"
  name=second
done
pass "$folder is /box in both of them; nothing but a label can keep one of them out"
