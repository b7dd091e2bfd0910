# Passes when the kernel has counted a period in which half had used up its part of the processor, and had to wait.
# With version 2 an engine may put the processes one folder below the limit: all folders that carry the container's id are asked.
pid=$($engine inspect --format '{{.State.Pid}}' half) || exit 2
id=$($engine inspect --format '{{.Id}}' half) || exit 2
group=$(awk -F: '$2 ~ /(^|,)cpu(,|$)/ { print $3 }' "/proc/$pid/cgroup") || exit 2
if [ -n "$group" ]; then dir=/sys/fs/cgroup/cpu$group; else dir=/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup"); fi
[ -f "$dir/cpu.stat" ] || exit 2

# A program that has just begun gets a moment to use up its first period, and a longer one on a busy machine.
for again in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  at=$dir
  held=0
  while :; do
    case $at in *"$id"*) ;; *) break ;; esac
    count=$(sed -n 's/^nr_throttled //p' "$at/cpu.stat") || exit 2
    [ "${count:-0}" -le "$held" ] || held=$count
    at=${at%/*}
  done
  [ "$held" -eq 0 ] || pass "it had to wait in $held periods so far"
  sleep 0.5
done
fail "it never used up its part: cpu.stat says nr_throttled 0"
