# Ends the podman that waits for the containers of this engine, before they go; nobody else's.
ids=$(podman ps --all --quiet) || exit 0
set -- /proc/[0-9]*
for dir do
  read -r name 2>/dev/null < "$dir/comm" || continue
  [ "$name" = podman ] || continue
  line=$(tr '\0' ' ' 2>/dev/null < "$dir/cmdline") || continue
  for id in $ids; do
    case $line in
      *"podman wait "*"$id"*) kill "${dir#/proc/}" 2>/dev/null; break ;;
    esac
  done
done
exit 0
