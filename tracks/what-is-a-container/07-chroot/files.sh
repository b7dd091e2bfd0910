# Passes when there is a program below the new root folder.
[ -d "$work/root" ] || fail "there is no folder $work/root"
program=$(find "$work/root" -type f -perm -100 | head -n 1) || exit 2
[ -n "$program" ] || fail "there is no program in $work/root, so nothing could be started there"
pass "there are programs in $work/root"
