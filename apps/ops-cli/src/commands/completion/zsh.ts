import type { Grammar, Place } from './grammar.ts';

/** The script for zsh. */
export const zshScript = ({ places, values }: Grammar): string => `_ops() {
  local place='' typed
  local -a candidates
  case "\${words[CURRENT-1]}" in
${Object.entries(values).map(valueCase).join('\n')}
  esac
  for typed in "\${(@)words[2,CURRENT-1]}"; do
    case "$place\${place:+ }$typed" in
      ${places.flatMap(({ path }) => (path === '' ? [] : `'${path}'`)).join('|')}) place="$place\${place:+ }$typed" ;;
    esac
  done
  case "$place" in
${places.map(placeCase).join('\n')}
  esac
  _describe -t commands 'ops' candidates
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _ops ops`;

const valueCase = ([flag, known]: [string, readonly string[] | 'files']): string => {
  if (known === 'files') return `    ${flag}) _files; return ;;`;
  return `    ${flag}) ${known.length === 0 ? '' : `compadd -- ${known.join(' ')}; `}return ;;`;
};

const placeCase = ({ path, candidates, files }: Place): string =>
  `    '${path}') ${files ? '_files; ' : ''}candidates=(
${candidates.map(({ word, description }) => `      ${quoted(description === '' ? word : `${word}:${description}`)}`).join('\n')}
    ) ;;`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
