# Passes when the trace has a call that makes a folder, answered with 0.
trace=$work/mkdir.trace
[ -e "$trace" ] || fail "there is no $trace"
grep -qE 'mkdir(at)?\(' "$trace" || fail "$trace has no call that makes a folder"
line=$(grep -E 'mkdir(at)?\(.*= 0' "$trace" | sed 1q)
[ -n "$line" ] || fail "the call in $trace failed: $(grep -E 'mkdir(at)?\(' "$trace" | sed 1q)"
pass "$line"
