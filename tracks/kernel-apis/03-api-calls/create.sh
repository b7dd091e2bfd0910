# Passes when the trace shows a daemon that reads the request for a new container, and writes an answer with 201 after it.
# A server written in Go may read the first letter of a request by itself, so P is not asked for.
trace=$work/dockerd.trace
[ -e "$trace" ] || fail "there is no $trace"
grep -qE '"P?OST (/v[0-9.]+)?/containers/create' "$trace" || fail "nobody asked for a new container while strace wrote $trace"
awk '/read(\(| resumed).*"P?OST [^ ]*\/containers\/create/ { asked = 1 } asked && /write\(.*"HTTP\/1\.[01] 201/ { found = 1 } END { exit !found }' "$trace" ||
  fail "the request for a new container is in $trace, but nobody reads it and writes an answer with 201: is that the daemon?"
pass "POST $(grep -oE 'OST (/v[0-9.]+)?/containers/create' "$trace" | sed -e 's/OST //' -e 1q), answered"
