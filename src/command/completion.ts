import type { Command } from '../commandModel.ts'
import { jsonText } from '../core/jsonText.ts'
import { EXIT } from '../core/score.ts'
import { didYouMean } from '../core/suggest.ts'

const bash = `# Completion of lab for bash. Try it: source <(lab completion bash)
# Keep it: lab completion bash > ~/.local/share/bash-completion/completions/lab
_lab() {
  COMPREPLY=()
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <("\${1/#\\~/$HOME}" __complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -o default -F _lab lab
`

const zsh = `#compdef lab
# Completion of lab for zsh. Try it, after compinit: source <(lab completion zsh)
# Keep it: lab completion zsh > a file _lab in a folder of $fpath
_lab() {
  local line word
  local -a found
  for line in "\${(@f)$("\${(Q)words[1]/#\\~/$HOME}" __complete zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)}"; do
    [[ -n $line ]] || continue
    word=\${line%%$'\\t'*}
    found+=("\${word//:/\\\\:}\${line[$#word+1,-1]/$'\\t'/:}")
  done
  if (( $#found )); then _describe lab found; else _files; fi
}
if [[ \${funcstack[1]} == _lab ]]; then _lab "$@"; else compdef _lab lab; fi
`

const fish = `# Completion of lab for fish. Try it: lab completion fish | source
# Keep it: lab completion fish > ~/.config/fish/completions/lab.fish
function __lab_complete
    set -l words (commandline -opc)
    set -l found (eval $words[1] '__complete fish -- $words[2..-1] (commandline -ct) 2>/dev/null </dev/null')
    if set -q found[1]
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c lab -f -a '(__lab_complete)'
`

const scripts: Record<string, string> = { bash, zsh, fish }
const SHELLS = Object.keys(scripts)

const command: Command = {
  summary: 'Print the script that completes words in your shell; its first lines say where to put it.',
  takes: SHELLS.join('|'),
  most: 1,
  group: 'anyone',
  options: {},
  async run({ words: [shell], flags }, world) {
    if (shell === undefined) return { exit: EXIT.usage, code: 'usage', message: `name your shell: lab completion ${SHELLS.join('|')}` }
    const script = Object.hasOwn(scripts, shell) ? scripts[shell]! : undefined
    if (script === undefined) return { exit: EXIT.usage, code: 'usage', message: `there is no completion for "${shell}"${didYouMean(shell, SHELLS) || `; there are: ${SHELLS.join(', ')}`}` }
    world.out(flags.json ? jsonText({ version: 1, shell, script }) : script)
    return EXIT.good
  },
}

export default command
