# Passes when the trace is that of a sleep which came to its end: its first call, the loading of libraries, the wait, and the last.
trace=$work/plain.trace
[ -e "$trace" ] || fail "there is no $trace"
sed 1q "$trace" | grep -qE 'execve(at)?\(.*sleep"' || fail "the first call in $trace does not start sleep: $(sed -e 's/ = .*//' -e 1q "$trace" | cut -c1-80)"
grep -q 'mmap' "$trace" || fail "$trace has no mmap: not all calls were written down"
grep -q 'nanosleep' "$trace" || fail "$trace has no call that waits: not all calls were written down"
grep -q 'exit_group(' "$trace" || fail "$trace has no last call: strace or sleep was stopped before the end"
pass "$(grep -cE '^[a-z0-9_]+\(' "$trace") system calls, for a program that does nothing"
