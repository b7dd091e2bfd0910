# Passes when the kernel has counted a process that it refused to make in the group of crowd.
# With version 2 an engine may put the processes one folder below the limit: all folders that carry the container's id are asked.
pid=$($engine inspect --format '{{.State.Pid}}' crowd) || exit 2
id=$($engine inspect --format '{{.Id}}' crowd) || exit 2
group=$(sed -n 's/^[0-9]*:pids://p' "/proc/$pid/cgroup") || exit 2
if [ -n "$group" ]; then dir=/sys/fs/cgroup/pids$group; else dir=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup"); fi
[ -f "$dir/pids.events" ] || exit 2

refused=0
while :; do
  case $dir in *"$id"*) ;; *) break ;; esac
  count=$(sed -n 's/^max //p' "$dir/pids.events") || exit 2
  [ "${count:-0}" -le "$refused" ] || refused=$count
  dir=${dir%/*}
done
[ "$refused" -gt 0 ] || fail "nobody has tried to go beyond the limit: pids.events says max 0"
pass "refused $refused times, and crowd runs on with $(cat "/sys/fs/cgroup${group:+/pids}${group:-$(sed -n 's/^0:://p' "/proc/$pid/cgroup")}/pids.current") processes"
