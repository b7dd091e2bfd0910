# Passes when every process with the new root folder lives in the namespaces of the host.
seen=
set -- /proc/[0-9]*
for dir do
  [ "$(readlink "$dir/root" 2>/dev/null)" = "$work/root" ] || continue
  seen=1
  for type in mnt pid net uts ipc user cgroup; do
    host=$(readlink "/proc/self/ns/$type") || exit 2
    own=$(readlink "$dir/ns/$type") || exit 2
    [ "$own" = "$host" ] || fail "process ${dir#/proc/} has a $type namespace of its own, too: $own, and the host has $host"
  done
done
[ -n "$seen" ] || fail "no process has $work/root as its root folder"
pass "it lives in all namespaces of the host"
