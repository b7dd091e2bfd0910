import * as assert from 'uvu/assert'
import { compareFootprints, describeChange, noiseOf } from '../../src/core/compareFootprints.ts'
import { suite } from '../suite.ts'

const test = suite('compareFootprints')
const before = new Map([['file /etc/hosts', '644'], ['file /srv/old', '755'], ['process 7', 'top']])

test('what came, went and changed is told, each once', () => {
  const after = new Map([['file /etc/hosts', '600'], ['process 8', 'top'], ['file /srv/new', 'folder'], ['file /srv/new/one', '644'], ['file /srv/new/deep/two', '644'], ['file /srv/new/deep', 'folder']])
  assert.equal(compareFootprints(before, after).map(({ what, how }) => `${what} ${how}`), ['file /etc/hosts changed', 'process 8 came', 'file /srv/new came', 'file /srv/old went', 'process 7 went'])
})

test('noise and the folders of other labs are not', () => {
  const after = new Map([...before, ['file /etc/hosts', 'other'], ['file /tmp/lab-abc', 'folder'], ['file /tmp/laboratory', 'folder']])
  const noise = noiseOf([{ what: 'file /etc/hosts', how: 'changed' }])
  assert.equal(compareFootprints(before, after, noise), [{ what: 'file /tmp/laboratory', how: 'came', is: 'folder' }])
})

test('a process and a listener are told so that an author finds them', () => {
  const after = new Map([...before, ['process 9', 'busybox httpd -p 8081 '], ['listener 00000000:1F91', ''], ['file /srv/x', '644']])
  assert.equal(compareFootprints(before, after).map(describeChange), ['process 9 (busybox httpd -p 8081) came and stayed', 'a listener on tcp port 8081 came and stayed', 'file /srv/x came and stayed'])
  assert.equal(compareFootprints(after, before).map(describeChange), ['process 9 is gone', 'a listener on tcp port 8081 is gone', 'file /srv/x is gone'])
})

test.run()
