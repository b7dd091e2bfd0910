# Ends who came into the namespaces of db without its engine. What the engine started is removed with the container.
record=$($engine inspect -f '{{.State.Pid}} {{.Id}}' db 2>/dev/null) || exit 0
first=${record% *}
[ "$first" -gt 0 ] || exit 0
for type in pid net mnt; do
  space=$(readlink "/proc/$first/ns/$type") || continue
  [ "$space" != "$(readlink "/proc/self/ns/$type")" ] || continue
  for path in $(stat -c '%n %N' /proc/[0-9]*/ns/"$type" 2>/dev/null | grep -F -e "$space" | cut -d ' ' -f 1); do
    dir=${path%/ns/*}
    grep -qF "${record#* }" "$dir/cgroup" 2>/dev/null || kill "${dir#/proc/}" 2>/dev/null
  done
done
exit 0
