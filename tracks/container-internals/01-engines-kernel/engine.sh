# Passes when podman waits for a running container: an engine at work, as a process of the host beside the containers.
known=$(podman ps --no-trunc --format '{{.ID}} {{.Names}}') || exit 2
[ -n "$known" ] || fail "no container is running"
host=$(readlink /proc/self/ns/pid) || exit 2

set -- /proc/[0-9]*
set -f
for dir do
  read -r name 2>/dev/null < "$dir/comm" || continue
  [ "$name" = podman ] || continue
  line=$(tr '\0' ' ' 2>/dev/null < "$dir/cmdline") || continue
  case $line in
    *"podman wait "*) ;;
    *) continue ;;
  esac
  [ "$(readlink "$dir/ns/pid")" = "$host" ] || continue
  for word in ${line#*podman wait }; do
    for each in $known; do
      case $each in
        "$word"*) pass "podman waits beside them, as process ${dir#/proc/}" ;;
      esac
    done
  done
done

fail "no podman process waits for one of your containers"
