# Passes when db and web are in two cgroups, neither inside the other, and neither is the group of whoever looks.
# The tree in view is the one that limits memory: a tree of its own with version 1, the only one with version 2.
group_of() {
  found=$(sed -n 's/^[0-9]*:memory://p' "/proc/$1/cgroup") || return
  [ -n "$found" ] || found=$(sed -n 's/^0:://p' "/proc/$1/cgroup")
  echo "$found"
}

db=$(podman inspect --format '{{.State.Pid}}' db) || exit 2
web=$(podman inspect --format '{{.State.Pid}}' web) || exit 2
db=$(group_of "$db") || exit 2
web=$(group_of "$web") || exit 2
host=$(group_of self) || exit 2

[ "$db" != "$web" ] || fail "both are in the group $db: its limits hold for the two together"
for group in "$db" "$web"; do
  [ "$group" != "$host" ] && [ "$group" != / ] || fail "$group is the group of a container, and of other processes of this machine"
done
case "$db/" in "$web"/*) fail "db is inside the group of web, $web" ;; esac
case "$web/" in "$db"/*) fail "web is inside the group of db, $db" ;; esac
pass "db: $db, web: $web"
