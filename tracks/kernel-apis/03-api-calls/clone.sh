# Passes when the trace shows a new process, which is a clone that makes no thread.
trace=$work/containerd.trace
[ -e "$trace" ] || fail "there is no $trace"
grep -E '(clone|clone3|vfork|fork)\(' "$trace" | grep -qv CLONE_THREAD || fail "no process was made while strace wrote $trace: no clone is in it, or only clones that make threads"
pass "$(grep -E '(clone|clone3|vfork|fork)\(' "$trace" | grep -v CLONE_THREAD | sed -E -e 's/^[^a-z]*(pid +[0-9]+\] *)?//' -e 's/ *<unfinished.*//' -e 's/\).*/)/' -e 1q)"
