# Passes when the merged folder of on-off holds test.txt; while on-off runs, it must see the same file.
id=$(podman inspect --format '{{.Id}}' on-off) || exit 2
pid=$(podman inspect --format '{{.State.Pid}}' on-off) || exit 2
list=$(podman mount --no-trunc) || exit 2
folder=$(echo "$list" | sed -n "s/^$id *//p")
[ -f "$folder/test.txt" ] || fail "there is no file test.txt in $folder"
[ "$pid" != 0 ] || pass "test.txt is in $folder, and no process sees it yet"
outside=$(stat -c %d:%i "$folder/test.txt") || exit 2
inside=$(stat -c %d:%i "/proc/$pid/root/test.txt" 2>/dev/null) || fail "on-off runs and sees no /test.txt"
[ "$inside" = "$outside" ] || fail "/test.txt in on-off is another file than the one in $folder"
pass "one file, inode ${inside#*:}: /test.txt for on-off, $folder/test.txt for the host"
