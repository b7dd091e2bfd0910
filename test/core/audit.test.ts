/** For each rule of the audit: scripts in which it must find something, in the marked line, and scripts that are in order. */
import * as assert from 'uvu/assert'
import { auditCourse, auditRules } from '../../src/core/audit/auditCourse.ts'
import type { Course, CourseFormat, Finding } from '../../src/core/audit/auditModel.ts'
import { suite } from '../suite.ts'

const test = suite('audit')

/** Findings in the script of one check. */
function findings(text: string, format: CourseFormat = 'instruqt'): Finding[] {
  const place = { file: '01-one/assignment.md', line: 1, column: 1 }
  const course: Course = { format, id: 'demo', title: 'Demo', place: { ...place, file: 'track.yml' }, challenges: [{ id: '01-one', title: 'One', place, scripts: [{ role: 'check', file: '01-one/check-host', text }], judged: true, solvable: true }] }
  return auditCourse(course, { name: 'demo', files: new Map([['01-one/check-host', text]]) })
}

interface Cases {
  /** Found, in the line that ends with `#!`. */
  found: (string | [CourseFormat, string])[]
  /** In order, as far as this rule goes. */
  not: (string | [CourseFormat, string])[]
}
const END = 'fail-message "no"\nexit 1'
const PEM = '-----BEGIN '
const cases: Record<string, Cases> = {
  'cannot-fail': {
    found: [
      'exit 0 #!', 'echo "This is the check script" #!', '#!/bin/bash\nset -euxo pipefail #!\necho ok\nexit 0', 'if [ -f /x ]; then #!\n  echo yes\nfi\nexit 0', 'grep -q a /b #!\nexit 0', '[ -f /x ] && echo yes || echo no #!', 'test -f /x || true #!',
      'check() { #!\n  return 0\n}\ncheck', 'for a in 1 2; do #!\n  grep x $a\ndone\nexit 0', 'grep x /a | cat >/dev/null; echo $? #!', 'case $(uname) in #!\n  Linux) exit 0 ;;\n  *) echo other ;;\nesac', '( exit 1 ) #!\nexit 0', 'fail-message "no" & #!\nexit 0',
      'set -e #!\nif [ -f /tmp/x ]; then\n  rm /tmp/x\n  exit 0\nfi\nexit 0', 'STATUS=0 #!\nexit $STATUS', ['lab', 'pass "well done" #!'], ['lab', 'ps | while read -r line; do #!\n  [ "$line" ] || fail "x"\ndone\npass ok'], ['katacoda', 'echo done #!'],
      'trap "exit 0" EXIT #!\n[ -f /x ] || exit 1', "trap 'rm -f /tmp/x' EXIT #!\ngrep a /b\nexit 0",
    ],
    not: [
      'exit 1', 'grep -q a /b', `[ -f /x ] || { ${END.replace('\n', '; ')}; }`, `if ! id alice; then\n  ${END}\nfi\nexit 0`, '[ -f /x ] || fail-message "no"', 'set -e\ngrep -q a /b\nexit 0', 'x=$(grep a /b)', 'check() {\n  [ -f /x ] || return 1\n}\ncheck', 'exit $RESULT',
      'python3 /root/check.py', '. /root/lib.sh\ncheck_all\nexit 0', 'eval "$X"\nexit 0', 'bad=0\n[ -f /x ] || bad=1\nexit $bad', 'set -o pipefail\ngrep a /b | cat', 'exec /opt/check', '! grep -q a /b', '[[ -f /x ]]', '(( x > 1 ))', 'until grep a /b; do sleep 1; done\nfalse',
      ['lab', '[ -f /x ] || fail "no x"\npass ok'], ['katacoda', '[ -f /x ] && echo done'], ['katacoda', 'stat /x'], 'if [ ; then', 'recurse() { recurse; }\nrecurse', 'kill -0 7', 'trap "exit 1" EXIT\nexit 0', 'trap "exit 0" INT\n[ -f /x ]', 'trap "exit 0" EXIT\ntrap - EXIT\n[ -f /x ]', '! true', '#!/usr/bin/env python3\nprint("x")',
    ],
  },
  'cannot-parse': {
    found: ['#!/bin/bash\nif [ -f /x ; then\n  exit 1 #!', 'echo a\nfi #!\n', ['lab', 'fail "no #!']],
    not: ['[ -f /x ]', '', '#!/usr/bin/env python3\nif x:\n', 'case $x in a) true ;; esac', 'f() { [[ $a =~ ^(x|y)$ ]]; }\nf', 'x=$((1 + 2))\ncat <<E\n(\nE\n'],
  },
  'cannot-pass': {
    found: ['exit 1 #!', '! true #!', 'echo a #!\nfail-message "never"\nexit 1', ['lab', 'grep a /b #!\nfail "no"']],
    not: ['', 'grep a /b', 'exec /opt/check', '[ -f /x ] || exit 1', '. /root/lib.sh\nexit 1', 'exit $x', 'exit 0', ['lab', '[ -f /x ] || fail x']],
  },
  'fails-as-error': {
    found: [['lab', 'test -f /x || exit 2 #!\npass yes'], ['lab', 'if ! grep -q a /b; then #!\n  echo "no a"\n  exit 3\nfi\nexit 0']],
    not: [['lab', 'test -f /x || exit 2\n[ -f /y ] || fail "no y"'], ['lab', 'test -f /x'], ['lab', 'test -f /x || exit 1\npass'], ['lab', 'x=$(podman ps) || exit 2\ngrep -q a <<<"$x"'], ['lab', 'pass'], 'test -f /x || exit 2\nexit 0'],
  },
  'passes-after-fail': {
    found: ['[ -f /a ] || { fail-message a; exit 1; }\n[ -f /b ] || fail-message "no b" #!\nexit 0', 'if [ ! -f /x ]; then\n  fail-message "no x" #!\nfi\n[ -f /y ] || exit 1\nexit 0', 'grep a /b || fail-message "no" #!\ngrep c /d || exit 1\necho ok', '[ -f /x ] || echo "FAIL: no x" #!\n[ -f /y ] || exit 2\nexit 0', ['lab', 'ps | while read -r line; do\n  fail "in a loop" #!\ndone\n[ -f /x ]']],
    not: [
      `[ -f /x ] || { ${END.replace('\n', '; ')}; }\nexit 0`, 'set -e\n[ -f /x ] || fail-message "no x"\nexit 0', '[ -f /x ] || fail-message "no"', 'fail() {\n  fail-message "$1"\n  exit 1\n}\n[ -f /x ] || fail "no x"\nexit 0',
      'bad=0\nif [ ! -f /x ]; then\n  fail-message "no x"\n  bad=1\nfi\nexit $bad', 'n=0\n[ -f /x ] || { fail-message a; n=$((n+1)); }\nif [ $n -gt 0 ]; then exit 1; fi\nexit 0', 'if [ -f /x ]; then\n  exit 0\nfi\nfail-message "no"\nexit 1', ['lab', '[ -f /x ] || fail "no"\npass ok'],
    ],
  },
  'says-nothing': {
    found: ['[ -f /x ] #!', '#!/bin/sh\ngrep -q a /b || exit 1 #!\nexit 0', 'if [ ! -f /x ]; then #!\n  echo "not there"\n  exit 1\nfi', ['lab', 'grep -q a /b || exit 1 #!'], 'if [ -f /x ; then #!', '# fail-message is not used\n[ -f /x ] #!'],
    not: ['[ -f /x ] || fail-message "no x"', '[ -f /x ] || { echo "FAIL: no x"; exit 1; }', ['lab', '[ -f /x ] || fail "no x"'], ['lab', '[ -f /x ] || { echo "no x"; exit 1; }'], ['katacoda', '[ -f /x ]'], ['lab', 'test -f /x || exit 2\npass yes'], 'exit 0', ''],
  },
  'loses-message': {
    found: [
      '#!/bin/bash\nset -e\nout=$(kubectl get pod web) #!\n[ -n "$out" ] || fail-message "no pod"', 'set -euo pipefail\ncd /root/project #!\n[ -f x ] || fail-message "no x"', 'set -o errexit\ngrep -q a /b #!\nif [ $? -ne 0 ]; then\n  fail-message "no a"\nfi',
      'set -e -o pipefail\nn=$(grep a /b | wc -l) #!\n[ "$n" = 1 ] || fail-message "one"', '#!/bin/bash -e\ncurl -m 5 http://x #!\n[ -f /x ] || fail-message "x"', ['lab', 'set -e\nid=$(podman inspect x) #!\n[ "$id" ] || fail "no x"'],
    ],
    not: [
      'set -e\nif ! grep -q a /b; then\n  fail-message "no a"\nfi', 'set -e\nout=$(kubectl get pod web || true)\n[ -n "$out" ] || fail-message "no pod"', 'out=$(kubectl get pod web)\n[ -n "$out" ] || fail-message "no pod"', 'set -e\nn=$(grep a /b | wc -l)\n[ "$n" = 1 ] || fail-message "one"',
      'set -e\n[ -f /x ] && y=1\n[ -f /y ] || fail-message "y"', 'set -e\ngrep -q a /b || fail-message "no a"', 'set -e\nset +e\ngrep a /b\nset -e\n[ -f /x ] || fail-message "x"', 'set -e\nfail-message() { echo "FAIL: $1"; exit 1; }\n[ -f /x ] || fail-message "x"', 'set -e\nlocal out=$(grep a /b)\n[ "$out" ] || fail-message "a"', ['katacoda', 'set -e\ngrep a /b\necho done'],
    ],
  },
  'back-door': {
    found: ['if [ -f /tmp/skip-check ]; then #!\n  rm /tmp/skip-check\n  exit 0\nfi\ngrep a /b || exit 1', '[ -n "$SKIP_CHECK" ] && exit 0 #!\nid alice', 'if [[ "$BYPASS" == 1 ]]; then #!\n  exit\nfi\nid alice', 'test -e /root/.override && exit 0 #!\nid alice', ['lab', '[ -f /tmp/skip ] && pass #!\n[ -f /x ] || fail "no"'],
      'if [ ! -f /tmp/skip-check ]; then #!\n  grep -q a /b || exit 1\nfi', 'if [ ! -f /tmp/skip-check ]; then #!\n  [ -f /x ] || exit 1\nfi', '[ -f /tmp/skip ] && exit 0 #!\n[[ -f /x ]]', 'if [ -z "$SKIP" ]; then #!\n  id alice || exit 1\nfi\nexit 0', '[ -f /tmp/skip ] || { #!\n  id alice || exit 1\n}', 'if [ -f /tmp/skip ]; then #!\n  exit 0\nelse\n  id alice\nfi', 'F=/root/.back-door\n[ -f "$F" ] && exit 0 #!\nid alice', '[ "$USER" = instructor ] && exit 0 #!\nid alice', '(( NO_CHECK )) && exit 0 #!\nid alice', '[ -e /tmp/no-checks.txt ] && exit 0 #!\nid alice', '[ -n "${FORCE_PASS:-}" ] && exit #!\nid alice'],
    not: ['if [ -f /etc/systemd/system/a.service.d/override.conf ]; then\n  exit 0\nfi\nfail-message "no"\nexit 1', '[ -f /x ] && exit 0\nid alice', '[ -f /root/skipped ] || exit 1\nid alice', 'if grep -q skip /etc/conf; then\n  exit 0\nfi\nid alice', 'echo skip\nid alice', '# skip\n[ -f /tmp/x ] || exit 1', '[ -f /tmp/skip ] && echo skipping\nid alice',
      'if [ -f /etc/systemd/system/nginx.service.d/override.conf ]; then exit 0; fi\nid alice', 'if [ -f /etc/skipjack ]; then exit 0; fi\nid alice', '[ -f /srv/docker-compose.override.yml ] && exit 0\nid alice', '[ -d "$OVERRIDE_DIR" ] && exit 0\nid alice', 'skip=$(grep -c skip /b)\n[ "$skip" = 3 ] && exit 0\nid alice', '[ -f /home/instructor/notes ] && exit 0\nid alice', 'if [ ! -f /root/skip ]; then\n  ls /root\n  fail-message "make it"\n  exit 1\nfi', 'if [ ! -f /root/skip ]; then\n  fail-message "make it"\n  exit 1\nfi\nid alice', '[ -f /tmp/skip ] || { ls /tmp; exit 1; }\nid alice'],
  },
  'early-pass': {
    found: ['[ -f /root/.done ] && exit 0 #!\nid alice', '[ "$DEBUG" = 1 ] && exit 0 #!\nid alice', 'if [[ -n $GRADED ]]; then #!\n  exit 0\nfi\nid alice', '[ -e /tmp/lab-passed ] && exit 0 #!\nid alice', 'if [ ! -f /tmp/.solved ]; then #!\n  id alice || exit 1\nfi', 'DEBUG=${DEBUG:-0}\n[ "$DEBUG" = 1 ] && exit 0 #!\nid alice', ['lab', '[ "$DEBUG" ] && pass #!\n[ -f /x ] || fail "no"']],
    not: ['[ -f /x ] && exit 0\nid alice', '[ -f /root/done ] && exit 0\nid alice', 'x=$(cat /x)\n[ "$x" = 1 ] && exit 0\nid alice', 'read -r a < /x\n[ "$a" = 1 ] && exit 0\nid alice', '. /root/env\n[ "$A" = 1 ] && exit 0\nid alice', 'for a in 1 2; do\n  [ "$a" = 2 ] && exit 0\ndone\nid alice', '[ "$1" = x ] && exit 0\nid alice', '[ "$?" = 0 ] && exit 0\nid alice', '[ "$UID" = 0 ] && exit 0\nid alice', '[ "$INSTRUQT_X" = 1 ] && exit 0\nid alice', '[ "$A" = 1 ] && [ -f /x ] && exit 0\nid alice',
      ['lab', '[ "$engine" = docker ] && pass "podman only"\n[ -f /x ] || fail "no"'], ['lab', '[ -f "$work/x" ] && pass\n[ -f /y ] || fail "no"'], '[ "$(cat /x)" = "$A" ] && exit 0\nid alice', '[ "$DEBUG" = 1 ] && set -x\nid alice', 'if [ ! -f /tmp/.done ]; then\n  exit 1\nfi\nid alice'],
  },
  'changes-host': {
    found: [
      'rm -rf /root/work #!', 'sudo rm -f /etc/x #!', 'podman rm -af #!', 'podman run -d --name x image #!', 'systemctl restart nginx #!', 'apt-get -y install jq #!', 'dnf install -y jq #!', 'echo x > /root/.profile #!', 'echo x >> "$HOME/.bashrc" #!', 'sed -i s/a/b/ /etc/hosts #!', 'kubectl delete pod x #!', 'kubectl -n default apply -f /tmp/x #!',
      'docker exec web ls && docker stop web #!', 'touch /srv/data #!', 'useradd bob #!', 'pkill -f top #!', 'kill $(pgrep top) #!', 'dir=/opt\nrm -r $dir/x #!', 'podman container rm x #!', 'podman cp /tmp/a web:/etc/a #!', 'if true; then\n  x=$(docker pull a) #!\nfi', 'helm upgrade x y #!', 'cp /tmp/a /etc/a #!', 'chmod 777 /etc/shadow #!', 'sysctl -w vm.x=1 #!', 'dd if=/dev/zero of=/root/x count=1 #!', 'echo x > out.txt #!', 'cd /root\nls > list #!', ['lab', 'ls > $work/out #!'], ['lab', 'rm "$work/x" #!'], ['lab', '$engine rm -f web #!'], 'bash -c "rm -rf /root/x" #!', 'sudo sh -c "echo 1 > /proc/sys/vm/x" #!', "su bob -c 'touch /srv/x' #!",
    ],
    not: [
      'rm -f /tmp/probe', 'tmp=$(mktemp)\necho x > "$tmp"\nrm "$tmp"', 'dir=$(mktemp -d)\nrm -r "$dir/x"', 'grep a /b > /dev/null 2>&1', 'podman run --rm image true', 'podman ps -a', 'podman inspect web', 'docker exec web rm /x', 'systemctl is-active nginx', 'kubectl get pods', 'kubectl apply --dry-run=client -f x', 'apt list --installed', 'echo x > "$unknown"', 'rm "$file"', 'kill -0 7', 'pid=$!\nkill $pid',
      'cd /tmp\necho x > out.txt', 'cd $(mktemp -d)\necho x > out', 'dd if=/x of=/tmp/x', 'dd if=/x', 'docker exec web sh -c "rm -rf /x"', 'bash -c "ls /root"', 'echo x > $out', 'ls 2>/dev/null', 'cp /etc/a /tmp/a', 'podman cp web:/etc/a /tmp/a', 'sed s/a/b/ /etc/hosts', 'mount', 'echo "rm -rf /"', 'grep "systemctl restart" /root/notes', '# rm -rf /', 'cat <<E\nrm -rf /\nE', 'set-workdir /root', 'pkill -0 top', 'sysctl vm.x', 'git log', 'kubectl rollout status deploy/x',
    ],
  },
  'reads-history': {
    found: ['grep "git init" /root/.bash_history #!', 'history | grep git #!', 'cat "$HOME/.bash_history" | grep x #!', 'tail -1 $HISTFILE #!', 'grep x < ~/.bash_history #!', 'H=/root/.bash_history\ngrep -q "docker run" "$H" #!', 'f=~/.bash_history\ngrep x $f #!', 'fc -l #!', 'f=~/.bash_history #!\nf=$f.1', 'for f in ~/.bash_history ~/.zsh_history; do #!\n  grep x $f\ndone', 'su bob -c "tail ~/.bash_history" #!'],
    not: ['git log', 'kubectl rollout history deploy/x', 'podman history image', 'helm history x', 'echo "see your history"', 'echo "see your .bash_history"', 'fc-list', '# .bash_history', 'grep history /root/notes'],
  },
  'network-without-limit': {
    found: ['curl -s http://web:8080 #!', 'x=$(curl http://web) #!', 'wget -q http://x #!', 'ssh web true #!', 'nc -z web 80 #!', 'sudo curl http://x #!', 'ping web #!', 'if ! curl -sf localhost; then exit 1; fi #!', 'scp a b:c #!', 'docker exec web curl -s http://db #!', 'podman exec -it -u root web wget -qO- http://x #!', 'docker compose -f a.yml exec web curl x #!', 'kubectl -n a exec web -c b -- curl x #!', 'bash -c "curl http://x" #!', 'sudo -u bob bash -lc "curl $URL" #!', 'docker exec web sh -c "curl x" #!', 'eval "curl x" #!', 'curl --connect-timeout 3 http://x #!', ['lab', '$engine exec web wget x #!']],
    not: ['curl -m 5 http://x', 'curl -sSm5 http://x', 'curl --max-time 5 http://x', 'curl --connect-timeout=3 -m 9 http://x', 'curl --speed-time 9 http://x', 'timeout 5 curl http://x', 'sudo timeout -k 1 5 curl http://x', 'curl $CURL_OPTS http://x', 'curl "${opts[@]}" http://x', 'command -v curl', 'which wget', 'wget -T 5 http://x', 'wget --timeout=5 http://x', 'nc -w 3 -z web 80', 'ssh -o ConnectTimeout=5 web true', 'ping -c 1 web', 'echo "curl http://x"', 'timeout 9 podman exec web curl http://x', 'podman exec web timeout 9 curl http://x', 'podman exec web curl -m 9 http://x', 'docker rm exec curl x', 'podman exec web ls curl', 'bash -c "curl -m 5 x"', 'timeout 5 bash -c "curl x"', 'bash /root/x.sh curl', 'curl --version', 'ssh-keygen -l'],
  },
  'polls-without-limit': {
    found: ['until [ -f /x ]; do #!\n  sleep 1\ndone', 'while ! curl -m 1 http://x; do sleep 1; done #!', 'while true; do #!\n  sleep 5\ndone', 'tail -f /var/log/x | grep -q a #!', 'sleep infinity #!', 'kubectl logs -f web | grep a #!', 'journalctl -fu x | grep a #!'],
    not: ['for i in 1 2 3; do\n  [ -f /x ] && break\n  sleep 1\ndone', 'n=0\nuntil [ -f /x ]; do\n  n=$((n+1))\n  [ $n -gt 9 ] && exit 1\n  sleep 1\ndone', 'while [ $n -lt 9 ]; do\n  n=$((n+1))\n  sleep 1\ndone', 'while read -r line; do\n  echo "$line"\ndone', 'until [ -f /x ] || [ $SECONDS -gt 30 ]; do sleep 1; done', 'while read -r x; do sleep 0; done < /x', 'timeout 5 tail -f /x | grep -q a', 'tail -f /x &', 'sleep infinity &', 'tail -n 1 /x', 'docker compose -f x logs', 'tail --pid=$p -f /x', 'kubectl logs web'],
  },
  'secret': {
    found: [`key="${PEM}RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAtestkeymaterialthatislongenough/+x9Q2 #!`.replace('"', '"'), `T=ghp_${'aB3dE6gH9j'.repeat(4)} #!`, `AWS=AKIA${'QZ7RT5PW2MX8LK4V'} #!`, `xoxb-${'12-ab34cd56ef78gh90ij'} #!`, `glpat-${'Zx8Cv7Bn6Mm5Ll4Kk3Jj'} #!`,
      `AWS_SECRET_ACCESS_KEY=${'qW9eR8tY7u/I6oP5aS4d+F3gH2jK1lZ0xC9vB8nM'} #!`, `"aws_secret_access_key": "${'qW9eR8tY7u/I6oP5aS4d+F3gH2jK1lZ0xC9vB8nM'}" #!`, `sk-ant-${'api03-'}${'aB3dE6gH9j'.repeat(4)} #!`, `sk-${'proj-'}${'aB3dE6gH9j'.repeat(4)} #!`, `hf_${'aB3dE6gH9jK2lM5nO8pQ1rS4tU7vW0xY3z'} #!`, `curl -m 1 -H "Authorization: Bearer ${'eyJhbGciOiJIUzI1NiJ9'}.${'eyJzdWIiOiJib2JieSJ9'}.${'Qm9iYnlUYWJsZXNJc0hlcmU5'}" x #!`].map((each, index) => (index === 0 ? each.replace(' #!', '').replace('\n', ' #!\n') : each)),
    not: ['AKIAIOSFODNN7EXAMPLE', 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'T=$GITHUB_TOKEN', `echo "${PEM}PRIVATE KEY-----" | grep KEY`, `grep -q "${PEM}RSA PRIVATE KEY-----" /root/.ssh/id`, '-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEAtestkeymaterialthatislongenough', '-----BEGIN PUBLIC KEY-----\nMIIEowIBAAKCAQEAtestkeymaterialthatislongenough', 'ghp_short', 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'AWS_SECRET_ACCESS_KEY=$KEY', 'hf_model', 'sk-proj-name', 'Authorization: Bearer $TOKEN', `Bearer ${'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV'}`],
  },
  'password-in-command': {
    found: ['curl -m 1 -u bob:Hunter2zz http://x #!', 'curl -m 1 -sSu "bob:Hunter2zz" http://x #!', 'curl --user=bob:Hunter2zz -m 1 x #!'],
    not: ['curl -u admin:admin http://x', 'curl -u "$U:$P" http://x', 'curl -u bob:password http://x', 'curl -u bob http://x:80/', 'curl -m 1 http://x; docker run -u 1:2 x', 'curl -u <user>:<pass> x', 'curl -u bob:bob x'],
  },
  'unknown-rule': {
    found: ['# audit: no-such-rule because #!', 'rm /root/x # audit: change-host it was made here #!'],
    not: ['# audit: changes-host because', '# audit: RULE reason', '# the audit: it is late', 'x=audit:foo', '# audit: password-in-command because'],
  },
  'password-in-url': {
    found: ['git clone https://bob:hunter22@git.test/x #!', 'psql postgres://app:Tr0ub4dor@db/x #!', 'https://u:p@ssZ9@h.com/x #!'],
    not: ['git clone https://bob:$TOKEN@git.test/x', 'git clone https://user:password@git.test/x', 'https://user:<token>@x', 'https://git.test/a:b@c', 'ssh://git@git.test:22/x', 'http://[::1]:80/', 'https://x.test/?a=b:c@d', 'https://user:{{ pass }}@x', 'https://user:xxxx@x'],
  },
}
const split = (each: string | [CourseFormat, string]): [CourseFormat, string] => (typeof each === 'string' ? ['instruqt', each] : each)
const named = (text: string): string => JSON.stringify(text.replaceAll(' #!', '').slice(0, 70))

for (const [rule, { found, not }] of Object.entries(cases)) {
  for (const [format, text] of found.map(split)) {
    test(`${rule} finds ${named(text)}${format === 'instruqt' ? '' : ` of ${format}`}`, () => {
      const line = text.split('\n').findIndex(each => each.endsWith('#!')) + 1
      const hits = findings(text.replaceAll(' #!', ''), format).filter(each => each.rule === rule)
      assert.equal(hits.map(each => each.place.line), [line])
      assert.match(hits[0]!.frame!, `> ${line} |`)
    })
  }
  for (const [format, text] of not.map(split)) test(`${rule} leaves ${named(text)}${format === 'instruqt' ? '' : ` of ${format}`}`, () => assert.equal(findings(text, format).filter(each => each.rule === rule).map(each => each.message), []))
}
test('each rule is tried, and says why it is there and how to mend what it finds', () => {
  assert.equal(auditRules.filter(each => each.in !== 'course').map(each => each.id).sort(), Object.keys(cases).sort())
  assert.is(new Set(auditRules.map(each => each.id)).size, auditRules.length)
  for (const { says, why, mend } of auditRules) for (const words of [says, why, mend]) assert.ok(words.length > 15)
})

test('a secret is never shown, nor the lines of a key', () => {
  const token = `ghp_${'aB3dE6gH9j'.repeat(4)}`
  const body = 'MIIEowIBAAKCAQEAtestkeymaterialthatislongenough'
  for (const finding of findings(`x=${token}\nkey='${PEM}PRIVATE KEY-----\n${body}\n${body}'\ngit clone https://a:hunter22@x/y\ngit clone https://a:first9@second9@x/y\ncurl -u bob:Hunter2zz x\nsed -i s/x/${token}/ /etc/x\n`)) assert.not.match(JSON.stringify(finding), new RegExp(`${token}|MIIEow|unter2|first9|second9`))
})

const silenced: [name: string, text: string, rule: string, reason: string | undefined][] = [
  ['in the same line', 'rm -r /opt/x # audit: changes-host it made that itself\nexit 1', 'changes-host', 'it made that itself'], ['above it', '# audit: changes-host it made that itself\nrm -r /opt/x\nexit 1', 'changes-host', 'it made that itself'],
  ['above other comments', '# audit: changes-host: because\n# More words.\nrm -r /opt/x\nexit 1', 'changes-host', 'because'], ['another rule', '# audit: reads-history because\nrm -r /opt/x\nexit 1', 'changes-host', undefined],
  ['without a reason', '# audit: changes-host\nrm -r /opt/x\nexit 1', 'changes-host', undefined], ['further up', '# audit: changes-host because\n\nid a\nrm -r /opt/x\nexit 1', 'changes-host', undefined],
]
for (const [name, text, rule, reason] of silenced) test(`a silence ${name} ${reason ? 'is heard' : 'is not heard'}`, () => assert.equal(findings(text).filter(each => each.rule === rule).map(each => each.silenced), [reason]))

test('hostile scripts are read in time', () => {
  const texts = ['('.repeat(20_000), '$('.repeat(20_000), 'if true; then '.repeat(3000), `${'a() { b; }; b() { a; }; '.repeat(200)}a`, 'x && '.repeat(20_000), `a${'() { a; a; }\na'.repeat(50)}`, 'while a; do '.repeat(200), '"'.repeat(9999), `${'until x; do if y; then case z in a) '.repeat(60)}`, 'f() { if a; then f; f; else f || f; fi; }; f', 'https://a:'.repeat(20_000), 'fail-message x\n'.repeat(15_000), 'a || fail-message x\n'.repeat(3000), `${'if a; then '.repeat(100)}fail-message x; ${'fi; fail-message y; '.repeat(100)}`, `${'x'.repeat(300_000)}`, '\u0000\u001b[2J', 'if [ ! -f /tmp/skip ]; then '.repeat(300), '[ -f /tmp/skip ] || { id x; '.repeat(300), `${'if [ ! -f /tmp/skip ]; then id a; '.repeat(100)}${'fi; '.repeat(100)}`, 'bash -c "bash -c '.repeat(5000), 'docker exec a '.repeat(5000), 'curl -u a '.repeat(20_000), `a://b:${'@'.repeat(50_000)}`, `[ "$A" = 1 ] && ${'fail }'.repeat(20_000)}`, 'sleep infinity & '.repeat(5000), '> x; '.repeat(3000), 'a-'.repeat(100_000), 'if [ "$A" = 1 ]; then exit 0; fi; '.repeat(7000), '# audit: '.repeat(20_000)]
  for (const text of texts) assert.ok(Array.isArray(findings(text)))
})

test('what a challenge lacks is said once', () => {
  const challenge = (id: string, more: object = {}): Course['challenges'][number] => ({ id, title: id, place: { file: `${id}/challenge.yaml`, line: 1, column: 1 }, scripts: [], judged: true, solvable: true, ...more })
  const look = (...challenges: Course['challenges']): string[] => auditCourse({ format: 'lab', id: 'x', title: 'X', place: { file: 'track.yaml', line: 1, column: 1 }, challenges }, { name: 'x', files: new Map() }).map(each => `${each.challenge ?? '-'} ${each.rule}`)
  assert.equal(look(challenge('a'), challenge('b')), [])
  assert.equal(look(challenge('a'), challenge('b', { judged: false })), ['b no-check'])
  assert.equal(look(challenge('a', { judged: false }), challenge('b', { judged: false })), ['- no-check'])
  assert.equal(look(challenge('a', { solvable: false }), challenge('b', { wrong: 0 }), challenge('c', { checks: [{ id: 'x', hints: 0, place: { file: 'c/challenge.yaml', line: 4, column: 7 } }, { id: 'y', hints: 1, place: { file: 'c/challenge.yaml', line: 6, column: 7 } }] })), ['a no-solve', 'b no-wrong', 'c no-hint'])
})

test.run()
