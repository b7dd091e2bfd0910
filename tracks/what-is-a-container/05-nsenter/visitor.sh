# Passes when a process that is neither db's first one nor started by it lives in db's pid, network and mount namespaces.
first=$($engine inspect -f '{{.State.Pid}}' db) || exit 2
pid=$(readlink "/proc/$first/ns/pid") || exit 2
net=$(readlink "/proc/$first/ns/net") || exit 2
mnt=$(readlink "/proc/$first/ns/mnt") || exit 2
[ "$pid" != "$(readlink /proc/self/ns/pid)" ] || fail "db has no processes of its own: it lives in the pid namespace of the host"

near=
paths=$(stat -c '%n %N' /proc/[0-9]*/ns/pid /proc/[0-9]*/ns/net 2>/dev/null | grep -F -e "$pid" -e "$net" | cut -d ' ' -f 1)
for path in $paths; do
  dir=${path%/ns/*}
  [ "${dir#/proc/}" != "$first" ] || continue
  parent=$(awk '/^PPid:/ { print $2 }' "$dir/status" 2>/dev/null) || continue
  [ "$parent" != "$first" ] || continue
  read -r name 2>/dev/null < "$dir/comm" || continue
  lacks=
  [ "$(readlink "$dir/ns/pid")" = "$pid" ] || lacks="$lacks pid"
  [ "$(readlink "$dir/ns/net")" = "$net" ] || lacks="$lacks net"
  [ "$(readlink "$dir/ns/mnt")" = "$mnt" ] || lacks="$lacks mnt"
  [ -n "$lacks" ] || pass "process ${dir#/proc/} ($name) lives in db's pid, net and mnt namespaces"
  # nsenter itself waits in some of them for its child.
  [ "$name" = nsenter ] || near="; process ${dir#/proc/} ($name) is near, but not in db's namespace$lacks"
done
fail "nobody but db's own processes lives in its pid, net and mnt namespaces$near"
