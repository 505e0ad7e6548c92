import type { Grammar, Place } from './grammar.ts';

// Bash of macOS is 3.2: no mapfile, no compopt. No word of the grammar holds a blank.

/** The script for bash. */
export const bashScript = ({ places, values }: Grammar): string => `_ops() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path='' words='' i
  COMPREPLY=()
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${Object.entries(values).map(valueCase).join('\n')}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path\${path:+ }\${COMP_WORDS[i]}" in
      ${places.flatMap(({ path }) => (path === '' ? [] : `'${path}'`)).join('|')}) path="$path\${path:+ }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path" in
${places.map(placeCase).join('\n')}
  esac
  COMPREPLY+=($(compgen -W "$words" -- "$word"))
}
complete -F _ops ops`;

const valueCase = ([flag, known]: [string, readonly string[] | 'files']): string =>
  `    ${flag}) COMPREPLY=($(compgen ${known === 'files' ? '-f' : `-W '${known.join(' ')}'`} -- "$word")); return ;;`;

const placeCase = ({ path, candidates, files }: Place): string =>
  `    '${path}') words='${candidates.map(({ word }) => word).join(' ')}'${files ? '; COMPREPLY=($(compgen -f -- "$word"))' : ''} ;;`;
