# Ends what was started below the folder of this challenge. KILL: the first process of a pid namespace does not hear anything milder.
[ -n "$work" ] || exit 0
set -- /proc/[0-9]*
for dir do
  for link in root exe; do
    case $(readlink "$dir/$link" 2>/dev/null) in
      "$work" | "$work"/*) kill -KILL "${dir#/proc/}" 2>/dev/null; break ;;
    esac
  done
done
exit 0
