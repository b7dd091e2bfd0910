# Ends the hermit of this challenge and what it started. As process 1 of its own world it takes notice of nothing but KILL.
[ -n "$work" ] || exit 0
for dir in /proc/[0-9]*; do
  read -r name 2>/dev/null < "$dir/comm" || continue
  [ "$name" = hermit ] || continue
  case $(tr '\0' ' ' 2>/dev/null < "$dir/cmdline") in
    *" $work/hermit "*) kill -9 $(pgrep -P "${dir#/proc/}") "${dir#/proc/}" 2>/dev/null ;;
  esac
done
exit 0
