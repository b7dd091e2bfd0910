import type { StandIn } from '../buildStandIn.ts'
import { takePrograms } from '../takePrograms.ts'

/** For nginx: that of the distribution, with one page on port 80, one worker of the user nginx (101), and its logs on the output. */
const nginx: StandIn = {
  adds: `${takePrograms({ programs: { nginx: '/usr/sbin' }, packages: ['nginx'] })}version=$(run_program nginx -v 2>&1 | sed -n 's,^nginx version: nginx/\\([^ ]*\\).*,\\1,p')
echo 'nginx:x:101:101:nginx:/nonexistent:/bin/false' >>"$root/etc/passwd"; echo 'nginx:x:101:' >>"$root/etc/group"
mkdir -p "$root/etc/nginx/conf.d" "$root/var/lib/nginx" "$root/var/log/nginx" "$root/usr/share/nginx/html"
ln -s /dev/stdout "$root/var/log/nginx/access.log"; ln -s /dev/stderr "$root/var/log/nginx/error.log"
cat >"$root/etc/nginx/nginx.conf" <<'LAB'
user nginx;
worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log notice;
events { worker_connections 1024; }
http {
    types {
        text/html html htm;
        text/css css;
        text/plain txt;
        text/javascript js;
        application/json json;
        image/png png;
        image/svg+xml svg;
    }
    default_type application/octet-stream;
    access_log /var/log/nginx/access.log combined;
    include /etc/nginx/conf.d/*.conf;
}
LAB
cat >"$root/etc/nginx/conf.d/default.conf" <<'LAB'
server {
    listen 80;
    server_name localhost;
    root /usr/share/nginx/html;
    index index.html;
}
LAB
cat >"$root/usr/share/nginx/html/index.html" <<'LAB'
<!DOCTYPE html>
<html>
<head><title>Welcome to nginx!</title></head>
<body>
<h1>Welcome to nginx!</h1>
<p>This page comes from nginx in an offline stand-in made by lab.</p>
</body>
</html>
LAB
`,
  command: ['nginx', '-g', 'daemon off;'],
  environment: { NGINX_VERSION: '$version' },
  port: 80,
  packaged: 'nginx',
}

export default nginx
