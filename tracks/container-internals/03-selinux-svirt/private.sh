# Passes when the folder box has the type and the level, categories included, that let first in and nobody else.
folder=$(podman volume inspect --format '{{.Mountpoint}}' box) || exit 2
label=$(stat -c %C "$folder") || exit 2
pid=$(podman inspect --format '{{.State.Pid}}' first) || exit 2
mine=$(tr -d '\0\n' < "/proc/$pid/attr/current") || exit 2

# user:role:type:level, and the level may hold colons of its own.
rest=${label#*:*:}
type=${rest%%:*}
level=${rest#*:}
wanted=${mine#*:*:*:}

[ "$type" = container_file_t ] || fail "$folder has the type $type: no container may open it"
case $level in
  *:*) ;;
  *) fail "$folder has the level $level, without categories: every container may open it" ;;
esac
[ "$level" = "$wanted" ] || fail "$folder has the level $level, and first runs with $wanted: it belongs to another container"
pass "$folder has the level $level, and so has first"
