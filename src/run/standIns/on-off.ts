import type { StandIn } from '../buildStandIn.ts'

/** For an image whose program looks for a switch: it runs while there is a file /mnt/on when it starts, and ends at once where there is none. */
const onOff: StandIn = {
  adds: `cat >"$root/bin/on-off" <<'LAB'
#!/bin/sh
if [ ! -e /mnt/on ]; then
  echo 'off: there is no /mnt/on, so there is nothing to do'
  exit 0
fi
echo 'on: found /mnt/on'
trap 'exit 143' TERM
while :; do sleep 3600 & wait; done
LAB
chmod 755 "$root/bin/on-off"
`,
  command: ['/bin/on-off'],
}

export default onOff
