# Ends the sleep of this challenge: exactly this command line, and only where it runs on the host itself.
host=$(readlink /proc/self/ns/pid)
for dir in /proc/[0-9]*; do
  if [ "$(tr '\0' ' ' 2>/dev/null < "$dir/cmdline")" = 'sleep 4217 ' ] && [ "$(readlink "$dir/ns/pid")" = "$host" ]; then
    kill "${dir#/proc/}"
  fi
done 2>/dev/null
exit 0
