import type { Texts } from './docs/texts.ts';
import { fill } from './markdown.ts';

/** What octal permissions mean: `755` as `rwxr-xr-x` and in words; undefined for what is not octal. */
export function modeMarkdown(mode: string, { values }: Texts): string | undefined {
  const digits = /^0?[0-7]?([0-7]{3})$/.exec(mode)?.[1];
  if (digits === undefined) return undefined;
  const triples = [...digits].map(lettersOf);
  const words = triples.map(letters => {
    const rights = [...letters].flatMap(letter => (letter === '-' ? [] : [values.rights[letter as Right]]));
    return rights.length > 0 ? rights.join(', ') : values.noRights;
  });
  const [owner = '', group = '', others = ''] = words;
  const title = `\`${mode}\` · \`${triples.join('')}\``;
  return [
    title,
    [
      fill(values.ownerMay, { rights: owner }),
      fill(values.groupMay, { rights: group }),
      fill(values.othersMay, { rights: others }),
    ].join('  \n'),
  ].join('\n\n');
}

type Right = 'r' | 'w' | 'x';

function lettersOf(digit: string): string {
  const bits = Number(digit);
  return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
}
