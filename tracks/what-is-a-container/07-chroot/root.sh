# Passes when the kernel names the new root folder as the root of a running process.
set -- /proc/[0-9]*
for dir do
  [ "$(readlink "$dir/root" 2>/dev/null)" = "$work/root" ] || continue
  pass "process ${dir#/proc/} has $work/root as its root folder"
done
fail "no process has $work/root as its root folder"
