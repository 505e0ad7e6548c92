import type { Candidate, Grammar, Place } from './grammar.ts';

/** The script for fish. */
export const fishScript = ({ places, values }: Grammar): string => `function __ops_place
    set -l place
    for typed in (commandline -opc)[2..-1]
        switch "$place $typed"
            case ${places.flatMap(({ path }) => (path === '' ? [] : quoted(` ${path}`))).join(' ')}
                set place "$place $typed"
        end
    end
    echo "$place"
end
complete -c ops -e
complete -c ops -f
${places.flatMap((place) => placeLines(place, values)).join('\n')}`;

function placeLines({ path, candidates, files }: Place, values: Grammar['values']): string[] {
  const at = `complete -c ops -n ${quoted(`test (__ops_place) = "${path === '' ? '' : ` ${path}`}"`)}`;
  return [
    ...(files ? [`${at} -F`] : []),
    ...candidates.map((candidate) => `${at} ${wordOf(candidate, values)}`),
  ];
}

function wordOf({ word, description }: Candidate, values: Grammar['values']): string {
  const told = description === '' ? '' : ` -d ${quoted(description)}`;
  if (!word.startsWith('--')) return `-a ${quoted(word)}${told}`;
  const known = values[word];
  if (known === undefined) return `-l ${word.slice(2)}${told}`;
  return `-l ${word.slice(2)} ${known === 'files' ? '-r -F' : `-x -a ${quoted(known.join(' '))}`}${told}`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
