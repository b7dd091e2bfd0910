# Passes when the trace shows a daemon that reads the request for a new container, and writes an answer with 201 after it.
trace=$work/dockerd.trace
[ -e "$trace" ] || fail "there is no $trace"
grep -qE '"POST (/v[0-9.]+)?/containers/create' "$trace" || fail "nobody asked for a new container while strace wrote $trace"
awk '/read(\(| resumed).*"POST [^ ]*\/containers\/create/ { asked = 1 } asked && /write\(.*"HTTP\/1\.[01] 201/ { found = 1 } END { exit !found }' "$trace" ||
  fail "the request for a new container is in $trace, but nobody reads it and writes an answer with 201: is that the daemon?"
pass "$(grep -oE '"POST (/v[0-9.]+)?/containers/create' "$trace" | sed -e 's/"//' -e 1q), answered"
