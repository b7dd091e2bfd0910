# Passes when the hermit of this challenge is process 1 of a pid namespace that is not the host's.
host=$(readlink /proc/self/ns/pid) || exit 2
for dir in /proc/[0-9]*; do
  read -r name 2>/dev/null < "$dir/comm" || continue
  [ "$name" = hermit ] || continue
  case $(tr '\0' ' ' 2>/dev/null < "$dir/cmdline") in
    *" $work/hermit "*) ;;
    *) continue ;;
  esac
  space=$(readlink "$dir/ns/pid") || continue
  number=$(awk '/^NSpid:/ { print $NF }' "$dir/status") || continue
  [ "$space" != "$host" ] || fail "hermit, process ${dir#/proc/}, lives in the pid namespace of the host"
  [ "$number" = 1 ] || fail "hermit is process $number of its namespace: something else was started first in it"
  pass "process ${dir#/proc/} of the host is process 1 in $space"
done
fail "no hermit runs"
