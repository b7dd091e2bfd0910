# Passes when the /proc that hermit sees belongs to its own pid namespace: there, process 1 is hermit.
for dir in /proc/[0-9]*; do
  read -r name 2>/dev/null < "$dir/comm" || continue
  [ "$name" = hermit ] || continue
  case $(tr '\0' ' ' 2>/dev/null < "$dir/cmdline") in
    *" $work/hermit "*) ;;
    *) continue ;;
  esac
  space=$(readlink "$dir/ns/pid") || continue
  seen=$(readlink "$dir/root/proc/1/ns/pid") || fail "hermit finds no process 1 under /proc"
  read -r one < "$dir/root/proc/1/comm"
  [ "$seen" = "$space" ] || fail "under the /proc that hermit sees, process 1 is $one: it is the list of the host"
  pass "under the /proc that hermit sees, process 1 is $one"
done
fail "no hermit runs"
