# Passes when one of those who live in db's pid, network and mount namespaces is in no cgroup of db.
first=$($engine inspect -f '{{.State.Pid}}' db) || exit 2
id=$($engine inspect -f '{{.Id}}' db) || exit 2
pid=$(readlink "/proc/$first/ns/pid") || exit 2
net=$(readlink "/proc/$first/ns/net") || exit 2
mnt=$(readlink "/proc/$first/ns/mnt") || exit 2

counted=
paths=$(stat -c '%n %N' /proc/[0-9]*/ns/pid 2>/dev/null | grep -F -e "$pid" | cut -d ' ' -f 1)
for path in $paths; do
  dir=${path%/ns/pid}
  [ "${dir#/proc/}" != "$first" ] || continue
  [ "$(readlink "$dir/ns/net")" = "$net" ] || continue
  [ "$(readlink "$dir/ns/mnt")" = "$mnt" ] || continue
  read -r name 2>/dev/null < "$dir/comm" || continue
  groups=$(cat "$dir/cgroup" 2>/dev/null) || continue
  case $groups in
    *"$id"*) counted="$counted, ${dir#/proc/} ($name)" ;;
    *) pass "process ${dir#/proc/} ($name) is not counted with db" ;;
  esac
done
fail "all who live there are in the cgroup of db: ${counted#, }"
