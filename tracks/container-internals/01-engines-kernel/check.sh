# Passes when every running container has a pid namespace that neither the host nor another container is in.
host=$(readlink /proc/self/ns/pid) || exit 2
list=$(podman ps --quiet --no-trunc) || exit 2
[ -n "$list" ] || fail "no container is running"
records=$(podman inspect --format '{{.Name}} {{.State.Pid}}' $list) || exit 2

seen=
count=0
while read -r name pid; do
  space=$(readlink "/proc/$pid/ns/pid") || exit 2
  [ "$space" != "$host" ] || fail "$name sees all processes of the host"
  case " $seen " in
    *" $space "*) fail "$name sees the processes of another container" ;;
  esac
  seen="$seen $space"
  count=$((count + 1))
done <<LIST
$records
LIST

pass "$count containers, $count lists of processes, and none of them is the host's"
