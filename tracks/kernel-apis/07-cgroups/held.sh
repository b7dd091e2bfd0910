# Passes when the kernel has counted a period in which half had used up its part of the processor, and had to wait. On a
# machine where others take so much that it never gets its part, it passes when it is ready to run whenever one looks.
# With version 2 an engine may put the processes one folder below the limit: all folders that carry the container's id are asked.
pid=$($engine inspect --format '{{.State.Pid}}' half) || exit 2
id=$($engine inspect --format '{{.Id}}' half) || exit 2
group=$(awk -F: '$2 ~ /(^|,)cpu(,|$)/ { print $3 }' "/proc/$pid/cgroup") || exit 2
if [ -n "$group" ]; then dir=/sys/fs/cgroup/cpu$group; else dir=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup"); fi
[ -f "$dir/cpu.stat" ] || exit 2

asleep=0
for again in 1 2 3 4 5 6 7 8; do
  at=$dir
  held=0
  while :; do
    case $at in *"$id"*) ;; *) break ;; esac
    count=$(sed -n 's/^nr_throttled //p' "$at/cpu.stat") || exit 2
    [ "${count:-0}" -le "$held" ] || held=$count
    at=${at%/*}
  done
  [ "$held" -eq 0 ] || pass "it had to wait in $held periods so far"
  ready=
  for each in $(cat "$dir/cgroup.procs"); do
    grep -q '^State:.R' "/proc/$each/status" 2>/dev/null && ready=yes
  done
  [ -n "$ready" ] || asleep=$((asleep + 1))
  [ "$asleep" -lt 3 ] || break
  sleep 0.3
done
[ "$asleep" -eq 0 ] || fail "it has nothing to do, and never used up its part: cpu.stat says nr_throttled 0"
pass "it is ready to run at any time; this machine is so busy that it has not used up its part yet"
