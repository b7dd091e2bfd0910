/** What is masked in a capture, and what is left alone. */
import * as assert from 'uvu/assert'
import { hideValues, isSecretName, MASK, maskSecrets } from '../../src/core/maskSecrets.ts'
import { suite } from '../suite.ts'

const test = suite('masking')
const nobody = new Set<string>()

for (const name of ['PASSWORD', 'MYSQL_ROOT_PASSWORD', 'db-password', 'dbPassword', 'API_KEY', 'APIKEY', 'apiKey', 'AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN', 'token', 'DB_PASS', 'NPM_AUTH', 'credentials', 'session.cookie']) test(`${name} is a secret's name`, () => assert.ok(isSecretName(name)))
for (const name of ['PWD', 'PATH', 'HOME', 'PASSES', 'COMPASS', 'keyboard', 'KEYMAP', 'AUTHOR', 'XAUTHORITY', 'monitor', 'passive', '-p', 'CapEff', 'Name']) test(`${name} is none`, () => assert.not(isSecretName(name)))

const rows: [what: string, text: string, masked: string][] = [
  ['a variable in a line', 'DB_PASSWORD=hunter2\nNAME=x', `DB_PASSWORD=${MASK}\nNAME=x`],
  ['blanks in it: all of the line', 'password = correct horse\nnext', `password = ${MASK}\nnext`],
  ['quotes: what is in them', 'TOKEN="a b" NAME=x', `TOKEN="${MASK}" NAME=x`],
  ['YAML', 'token: abc\nname: x', `token: ${MASK}\nname: x`],
  ['JSON', '{"password":"a\\"b","name":"x"}', `{"password":"${MASK}","name":"x"}`],
  ['a list of variables in JSON', '["DB_PASSWORD=a\\"b","NAME=x"]', `["DB_PASSWORD=${MASK}","NAME=x"]`],
  ['JSON in JSON', '"{\\"password\\":\\"ab\\",\\"name\\":\\"x\\"}"', `"{\\"password\\":\\"${MASK}\\",\\"name\\":\\"x\\"}"`],
  ['a command line of /proc', '7/cmdline:podman\0run\0-e\0DB_PASSWORD=it\'s "this"\0--name\0db\0', `7/cmdline:podman\0run\0-e\0DB_PASSWORD=${MASK}\0--name\0db\0`],
  ['one with a line break in it', '7/cmdline:sh\0TOKEN=one\n7/cmdline:two\0top\0\n8/cmdline:x\0', `7/cmdline:sh\0TOKEN=${MASK}\0top\0\n8/cmdline:x\0`],
  ['an option and its value', '7/cmdline:mysql\0--password\0hunter2\0db\0', `7/cmdline:mysql\0--password\0${MASK}\0db\0`],
  ['an option in JSON', '["--password", "hunter2", "db"]', `["--password", "${MASK}", "db"]`],
  ['an option in a line', 'mysql --password hunter2 db', `mysql --password ${MASK} db`],
  ['an option with =', 'mysql --password=hunter2', `mysql --password=${MASK}`],
  ['an option without a value', 'passwd --ask-password --user x', 'passwd --ask-password --user x'],
  ['an address', 'https://ann:hunter2@example.org/x', `https://ann:${MASK}@example.org/x`],
  ['a hash of a password', 'ann:$6$salt$abcdefghijkl./:19000:', `ann:${MASK}:19000:`],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest', `${MASK}\nrest`],
  ['a mere word', 'the token bucket, libsecret-1-0\tinstalled\t0.20', 'the token bucket, libsecret-1-0\tinstalled\t0.20'],
  ['what was masked already', `DB_PASSWORD=${MASK}`, `DB_PASSWORD=${MASK}`],
]
for (const [what, text, masked] of rows) test(`${what}`, () => assert.is(maskSecrets(text, nobody), masked))

test('exactly the name that was asked for is kept', () => assert.is(maskSecrets('DB_PASSWORD=a\nOLD_DB_PASSWORD=b', new Set(['DB_PASSWORD'])), `DB_PASSWORD=a\nOLD_DB_PASSWORD=${MASK}`))

test('values that tell something are found, and hidden where they stand without a name', () => {
  const found = new Set<string>()
  maskSecrets('A_TOKEN=hunter2\nB_TOKEN=changeme\nC_TOKEN=/run/secrets/x\nD_TOKEN=12', nobody, found)
  assert.equal([...found], ['hunter2'])
  assert.is(hideValues('it is hunter2, or changeme', found), `it is ${MASK}, or changeme`)
})

test('hostile text takes no time that grows faster than it', () => {
  const took = (size: number): number => {
    const began = performance.now()
    for (const piece of ['a', 'key', 'key=', '"', '\\', '-----BEGIN PRIVATE KEY-----', '://a:', '$6$', 'a.']) maskSecrets(piece.repeat(size), nobody)
    return performance.now() - began
  }
  took(1000)
  const small = Math.max(took(4000), 1)
  assert.ok(took(32000) / small < 64, 'eight times the text took more than sixty-four times as long')
})

test.run()
