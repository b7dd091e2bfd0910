# Ends the hermit of this challenge and what it started. As process 1 of its own world it takes notice of nothing but KILL.
[ -n "$work" ] || exit 0
for dir in /proc/[0-9]*; do
  case $(tr '\0' ' ' 2>/dev/null < "$dir/cmdline") in
    *"$work/hermit"*) ;;
    *) continue ;;
  esac
  kill -9 $(pgrep -P "${dir#/proc/}") "${dir#/proc/}" 2>/dev/null
done
exit 0
