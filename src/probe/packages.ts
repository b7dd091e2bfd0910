import type { Answer, Probe, Unknown } from '../model/look.ts'
import { quote } from '../core/quote.ts'

/** What the host's package manager knows of the packages that were asked about. */
export interface PackageTable {
  /** dpkg or rpm; none where the host has neither. */
  manager: 'dpkg' | 'rpm' | 'none'
  /** By name: those that are installed. */
  installed: Record<string, { version: string; architecture: string }>
  /** By name: those that are known and not (or not wholly) installed, in the words of dpkg, e.g. config-files. */
  states: Record<string, string>
}

/** One call for all packages. A host may have rpm as a mere tool, and busybox has an applet of that name: it is an rpm host where rpm itself is a package of it. */
export const packages: Probe<string, PackageTable> = {
  key: 'packages',
  summary: 'which packages are installed, in which version, in one call of dpkg-query or rpm',
  tellsAll: true,
  ask(subjects) {
    const names = subjects.map(quote).join(' ')
    return `if [ -s /var/lib/dpkg/status ] && command -v dpkg-query >/dev/null 2>&1; then
  echo manager=dpkg
  dpkg-query --show --showformat='\${Package}\\t\${db:Status-Status}\\t\${Version}\\t\${Architecture}\\n' ${names}
  [ $? -le 1 ]
elif command -v rpm >/dev/null 2>&1 && rpm --query rpm >/dev/null 2>&1; then
  echo manager=rpm
  rpm --query --queryformat '%{NAME}\\tinstalled\\t%{EVR}\\t%{ARCH}\\n' ${names || '--all'}
  :
else
  echo manager=none
fi`
  },
  read: readPackages,
}

function readPackages(answer: Answer): PackageTable | Unknown {
  const manager = /^manager=(dpkg|rpm|none)$/m.exec(answer.stdout)?.[1] as PackageTable['manager'] | undefined
  if (manager === undefined || answer.code !== 0) return { unknown: `the packages of this host could not be read${answer.stderr.trim() ? `: ${answer.stderr.trim().split('\n')[0]}` : ''}` }
  const table: PackageTable = { manager, installed: {}, states: {} }
  for (const line of answer.stdout.split('\n')) {
    const [name, state, version, architecture] = line.split('\t')
    if (name === undefined || architecture === undefined) continue
    if (state === 'installed') table.installed[name] = { version: version!, architecture }
    else table.states[name] = state!
  }
  return table
}
