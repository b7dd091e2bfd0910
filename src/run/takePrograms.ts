import { quote } from '../core/quote.ts'

/** Programs that a stand-in holds, and the packages of Debian that have them. */
export interface ProgramChoice {
  /** By name: the folder of the image that gets it. */
  programs: Record<string, string>
  packages: string[]
}

/**
 * sh for the `adds` of a stand-in: copies programs with all libraries that they load below "$root". What the host has installed is taken as it
 * is; otherwise the packages come from the distribution by apt, which knows their checksums from signed lists, and are unpacked, not installed.
 * They are kept in the account's cache, so a second build downloads nothing; each is compared with apt's own checksum before it is used.
 * Afterwards `run_program NAME ARGUMENT...` runs one of them here, to ask its version.
 */
export function takePrograms({ programs, packages }: ProgramChoice): string {
  const names = Object.keys(programs)
  return `${FUNCTIONS}tree=
for program in ${names.map(quote).join(' ')}; do find_program "$program" >/dev/null || { get_packages ${packages.map(quote).join(' ')}; break; }; done
${Object.entries(programs).map(([name, folder]) => `copy_program ${quote(name)} ${quote(folder)}\n`).join('')}`
}

/** `apt-cache depends` names real packages, virtual ones in brackets with who provides them below, and alternatives with a bar: one of each is enough. */
const LIBRARIES = `/Depends: </ { other = 1; next }
/Depends: / { if (!bar) print $2; bar = /\\|/; other = 0; next }
other && /^    / { print $1; other = 0 }`

const FUNCTIONS = `stop() { echo "$1" >&2; exit 1; }
find_program() {
  if [ -z "$tree" ]; then command -v "$1"; return; fi
  for folder in /usr/local/bin /usr/bin /usr/sbin /bin /sbin; do
    if [ -e "$tree$folder/$1" ]; then echo "$tree$folder/$1"; return; fi
  done
  return 1
}
get_packages() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || stop "$program is not installed, and there is neither a registry nor apt-get to get it from"
  apt-cache show "$1" >/dev/null 2>&1 || stop "apt does not know the package $1 here: \\\`sudo apt-get update\\\` brings its lists"
  wanted=; more="$*"
  while [ -n "$more" ]; do
    wanted="$wanted $more "
    more=$(apt-cache depends --important $more | awk '${LIBRARIES}' | grep -E '^(lib|lua|zlib)[a-z0-9.+-]*$' | sort -u | while read -r name; do
      case $wanted in *" $name "*) continue ;; esac
      dpkg-query -W -f '\${db:Status-Status}\\n' "$name" 2>/dev/null | grep -qx installed || printf '%s ' "$name"
    done)
  done
  cache=\${XDG_CACHE_HOME:-\${HOME:-$dir}/.cache}/lab/packages
  mkdir -p "$dir/packages" "$dir/tree"
  mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || cache=$dir/cache
  apt-get download --print-uris $wanted >"$dir/uris" 2>"$dir/words" || stop "the packages of $1 cannot be had: $(grep -m 1 '^E:' "$dir/words")"
  absent=
  while read -r _ file _ sum; do
    # Copied before it is compared: what is compared is what is used.
    cp "$cache/$file" "$dir/packages/$file" 2>/dev/null && is_whole "$sum" "$dir/packages/$file" || absent="$absent \${file%%_*}"
  done <"$dir/uris"
  if [ -n "$absent" ]; then
    for name in $absent; do rm -f "$dir/packages/\${name}_"*; done
    (cd "$dir/packages" && apt-get download -q -o APT::Sandbox::User=root -o Acquire::Retries=3 -o Acquire::http::Timeout=20 $absent) >"$dir/words" 2>&1 || stop "the packages of $1 could not be downloaded: $(grep -m 1 '^E:' "$dir/words")"
    for name in $absent; do
      mkdir -p "$cache" && rm -f "$cache/\${name}_"* && cp "$dir/packages/\${name}_"* "$cache" || :
    done
  fi
  for file in "$dir/packages"/*; do dpkg -x "$file" "$dir/tree" || stop "$file cannot be unpacked"; done
  tree=$dir/tree
  libraries=$(find "$tree" -name '*.so*' -printf '%h\\n' | sort -u | paste -sd: -)
}
is_whole() {
  case $1 in
    SHA256:*) echo "\${1#*:}  $2" | sha256sum --check --status ;;
    SHA512:*) echo "\${1#*:}  $2" | sha512sum --check --status ;;
    *) return 1 ;;
  esac
}
run_program() {
  run_file=$(find_program "$1"); shift
  LD_LIBRARY_PATH=$libraries "$run_file" "$@"
}
copy_program() {
  from=$(find_program "$1") || stop "the packages hold no program $1"
  mkdir -p "$root$2"; rm -f "$root$2/$1"; cp -L "$from" "$root$2/$1"
  LD_LIBRARY_PATH=$libraries ldd "$from" >"$dir/loads" || stop "$1 cannot be copied: what libraries it loads cannot be seen"
  if grep -q 'not found' "$dir/loads"; then stop "$1 loads $(awk '/not found/ { print $1; exit }' "$dir/loads"), which neither this host nor the packages have"; fi
  awk '$2 == "=>" && $3 ~ /^\\// { print $3 } $1 ~ /^\\// { print $1 }' "$dir/loads" | while read -r file; do
    to=$root\${file#"$tree"}
    mkdir -p "\${to%/*}"; [ -e "$to" ] || cp -L "$file" "$to"
  done
}
libraries=
`
