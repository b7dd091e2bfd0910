# Passes when a process in bare runs without random addresses: ADDR_NO_RANDOMIZE, 0x40000, in its personality.
first=$($engine inspect --format '{{.State.Pid}}' bare) || exit 2
list=$(readlink "/proc/$first/ns/pid") || exit 2
set -- /proc/[0-9]*
for dir do
  [ "$(readlink "$dir/ns/pid" 2>/dev/null)" = "$list" ] || continue
  bits=$(cat "$dir/personality" 2>/dev/null) || continue
  [ $((0x$bits & 0x40000)) -eq 0 ] || pass "process ${dir#/proc/} in bare has fixed addresses: its personality is $bits"
done
fail "all processes in bare have random addresses, as usual"
