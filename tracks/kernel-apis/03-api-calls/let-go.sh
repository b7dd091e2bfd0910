# Passes when the Docker daemon in view, and the containerd that it uses, have nobody who traces them any more.
[ -s "$work/dockerd.trace" ] && [ -s "$work/containerd.trace" ] || fail "nobody has read along yet: there is no trace of both daemons"
daemon=$(pgrep -f "^[^ ]*dockerd.*$DOCKER_HOST" || pgrep -x dockerd) || exit 2
for pid in $daemon $(pgrep -x -P "1,$(echo $daemon | tr ' ' ,)" containerd); do
  tracer=$(sed -n 's/^TracerPid:[[:space:]]*//p' "/proc/$pid/status") || exit 2
  [ "$tracer" = 0 ] || fail "process $tracer still reads along with process $pid, $(cat "/proc/$pid/comm")"
done
pass "nobody traces $(ps -o comm= -p "$(echo $daemon | tr ' ' ,)" | sort -u | tr '\n' ' ')and containerd"
