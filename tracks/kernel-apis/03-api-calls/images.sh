# Passes when the trace shows a daemon that reads the request for the list of images, and writes an answer with 200 after it.
# A server written in Go may read the first letter of a request by itself, so G is not asked for.
trace=$work/dockerd.trace
[ -e "$trace" ] || fail "there is no $trace"
grep -qE '"G?ET (/v[0-9.]+)?/images/json' "$trace" || fail "nobody asked for the list of images while strace wrote $trace"
awk '/read(\(| resumed).*"G?ET [^ ]*\/images\/json/ { asked = 1 } asked && /write\(.*"HTTP\/1\.[01] 200/ { found = 1 } END { exit !found }' "$trace" ||
  fail "the request for the list of images is in $trace, but nobody reads it and writes an answer with 200: is that the daemon?"
pass "GET $(grep -oE 'ET (/v[0-9.]+)?/images/json' "$trace" | sed -e 's/ET //' -e 1q), answered with 200"
