# Ends the straces of this challenge, by what they write or by the number that was noted; a daemon that was traced runs on.
[ -n "$work" ] || exit 0
for dir in /proc/[0-9]*; do
  read -r name 2>/dev/null < "$dir/comm" || continue
  [ "$name" = strace ] || continue
  pid=${dir#/proc/}
  if tr '\0' ' ' 2>/dev/null < "$dir/cmdline" | grep -qF " $work/" || cat "$work"/*.strace 2>/dev/null | grep -qx "$pid"; then
    kill "$pid" 2>/dev/null
    for again in 1 2 3 4 5 6 7 8 9 10; do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.2
    done
    # One that has a program of its own to look at, and a file to write to, hears nothing else.
    kill -KILL "$pid" 2>/dev/null
  fi
done
exit 0
