# Passes when one of the traces shows namespaces being made, a new root, and then, in the same trace, the first call of sleep.
set -- "$work"/*.trace
[ -e "$1" ] || fail "there is no trace in $work"
near=
for trace do
  [ "$trace" = "$work/plain.trace" ] && continue
  awk '
    /(unshare|clone|clone3)\(.*CLONE_NEWPID/ { pid = 1 }
    /(unshare|clone|clone3)\(.*CLONE_NEWNS/ { mnt = 1 }
    /pivot_root\(/ && mnt { root = 1 }
    pid && mnt && root && /execve\("([^"]*\/)?(sleep|coreutils|busybox)"/ { found = 1 }
    END { exit !found }' "$trace" && pass "namespaces, a new root, then sleep: all in $trace"
  near="$near $(basename "$trace"): $(awk '
    /(unshare|clone|clone3)\(.*CLONE_NEWPID/ { pid = 1 }
    /(unshare|clone|clone3)\(.*CLONE_NEWNS/ { mnt = 1 }
    /pivot_root\(/ { root = 1 }
    END { print (mnt ? (pid ? (root ? "no sleep after the new root" : "no new root") : "no list of processes of its own (CLONE_NEWPID)") : "no new namespace for mounts (CLONE_NEWNS)") }' "$trace");"
done
[ -n "$near" ] || fail "no trace of a container is in $work"
fail "no trace shows it all:${near%;}"
