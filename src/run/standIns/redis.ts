import type { StandIn } from '../buildStandIn.ts'
import { takePrograms } from '../takePrograms.ts'

/** For redis:7-alpine: redis of the distribution, which begins as root and goes on as the user redis (999) without capabilities. */
const redis: StandIn = {
  adds: `${takePrograms({ programs: { setpriv: '/usr/bin' }, packages: ['util-linux'] })}${takePrograms({ programs: { 'redis-server': '/usr/local/bin', 'redis-cli': '/usr/local/bin' }, packages: ['redis-server', 'redis-tools'] })}version=$(run_program redis-server --version | sed -n 's/.* v=\\([^ ]*\\).*/\\1/p')
echo 'redis:x:999:1000:redis:/data:/bin/sh' >>"$root/etc/passwd"; echo 'redis:x:1000:' >>"$root/etc/group"
mkdir -p "$root/data"
cat >"$root/usr/local/bin/docker-entrypoint.sh" <<'LAB'
#!/bin/sh
set -e
case $1 in
  -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find /data ! -user redis -exec chown redis '{}' + || :
  exec /usr/bin/setpriv --reuid redis --regid redis --clear-groups -- "$@"
fi
exec "$@"
LAB
chmod 755 "$root/usr/local/bin/docker-entrypoint.sh"
`,
  entrypoint: ['docker-entrypoint.sh'],
  command: ['redis-server', '--protected-mode', 'no'],
  environment: { REDIS_VERSION: '$version' },
  folder: '/data',
  owned: { '/data': '999:1000' },
  port: 6379,
  packaged: 'redis-server',
}

export default redis
