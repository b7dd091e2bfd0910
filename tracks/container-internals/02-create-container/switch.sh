# Passes when on-off, running, has a file /mnt/on before its eyes.
pid=$(podman inspect --format '{{.State.Pid}}' on-off) || exit 2
[ -d "/proc/$pid/root" ] || exit 2
[ -e "/proc/$pid/root/mnt/on" ] || fail "on-off runs although there is no /mnt/on: it was given another program, or the switch was taken away since"
pass "/mnt/on is there, as process $pid sees it"
