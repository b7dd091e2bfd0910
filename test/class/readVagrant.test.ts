import * as assert from 'uvu/assert'
import { readFileSync } from 'node:fs'
import { endedOf, errorOf, readVagrant, statesOf } from '../../src/class/readVagrant.ts'
import { suite } from '../suite.ts'

const test = suite('readVagrant')

/** Recorded: Vagrant 2.3.4 with vagrant-libvirt 0.11.2, two machines that were never made. */
const STATUS = `1795330646,ada-11111111,metadata,provider,libvirt
1795330646,bo-22222222,metadata,provider,libvirt
1795330646,ada-11111111,provider-name,libvirt
1795330646,ada-11111111,state,not_created
1795330646,ada-11111111,state-human-short,not created
1795330646,ada-11111111,state-human-long,The Libvirt domain is not created. Run \`vagrant up\` to create it.
1795330646,bo-22222222,provider-name,libvirt
1795330646,bo-22222222,state,not_created
1795330646,bo-22222222,state-human-short,not created
1795330646,bo-22222222,state-human-long,The Libvirt domain is not created. Run \`vagrant up\` to create it.
1795330646,,ui,info,Current machine states:\\n\\nada-11111111              not created (libvirt)\\nbo-22222222               not created (libvirt)\\n\\nThis environment represents multiple VMs. The VMs are all listed\\nabove with their current state. For more information about a specific\\nVM%!(VAGRANT_COMMA) run \`vagrant status NAME\`.
`
/** Recorded: `vagrant up` of both where no libvirtd runs. */
const UP = `1795330713,ada-11111111,metadata,provider,libvirt
1795330714,bo-22222222,metadata,provider,libvirt
1795330714,,ui,info,Bringing machine 'ada-11111111' up with 'libvirt' provider...
1795330714,,ui,info,Bringing machine 'bo-22222222' up with 'libvirt' provider...
1795330714,bo-22222222,action,up,start
1795330714,ada-11111111,action,up,start
1795330715,ada-11111111,ui,error,==> ada-11111111: An error occurred. The error will be shown after all tasks complete.
1795330715,bo-22222222,ui,error,==> bo-22222222: An error occurred. The error will be shown after all tasks complete.
1795330715,,ui,error,An error occurred while executing multiple actions in parallel.\\nAny errors that occurred are shown below.\\n\\nAn error occurred while executing the action on the 'ada-11111111'\\nmachine. Please handle this error then try again:\\n\\nError while connecting to Libvirt
1795330715,,error-exit,Vagrant::Errors::BatchMultiError,An error occurred while executing multiple actions in parallel.\\nAny errors that occurred are shown below.\\n\\nAn error occurred while executing the action on the 'ada-11111111'\\nmachine. Please handle this error then try again:\\n\\nError while connecting to Libvirt
`

test('how machines are', () => {
  assert.equal([...statesOf(readVagrant(STATUS))], [['ada-11111111', 'not_created'], ['bo-22222222', 'not_created']])
  assert.match(readVagrant(STATUS).at(-1)!.data[1]!, 'about a specific\nVM, run `vagrant')
})

test('an action that broke has a start and no end', () => {
  const lines = readVagrant(UP)
  assert.equal([...endedOf(lines, 'up')], [])
  assert.match(errorOf(lines)!, /^An error occurred while executing multiple actions in parallel\.\nAny errors/)
})

/** Recorded: the same versions, with a real libvirtd and the test machine as the box: one of two machines brought up, both shown, both destroyed. */
const recorded = (name: string) => readVagrant(readFileSync(new URL(`./vagrant/${name}.txt`, import.meta.url), 'utf8'))

test('an action that came to its end says so, of each machine', () => {
  assert.equal([...endedOf(recorded('up'), 'up')], ['system-id-id-941c4762'])
  assert.equal([...endedOf(recorded('destroy'), 'destroy')].sort(), ['ada-fdee430d', 'system-id-id-941c4762'])
  assert.equal([endedOf(recorded('destroy'), 'up').size, errorOf(recorded('up'))], [0, undefined])
  assert.equal([...statesOf(recorded('status'))], [['ada-fdee430d', 'running'], ['system-id-id-941c4762', 'running']])
})

test('what is no line of it is left out, whatever a plugin prints', () => {
  assert.equal(readVagrant('warning: ruby\n\n,,\nx,bo,state,running\n1,bo,state,running\r\n1,bo\n'), [{ machine: 'bo', type: 'state', data: ['running'] }])
  assert.is(errorOf([]), undefined)
  assert.is(errorOf(readVagrant('1,,ui,error,only this')), 'only this')
})

test.run()
