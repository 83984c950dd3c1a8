import { readHeredocWord } from '../syntax/heredoc.ts';
import type { Heredoc, Instruction } from '../syntax/tree.ts';

/** A here-document that COPY or ADD takes for the content of a file. */
export interface HeredocSource {
  readonly heredoc: Heredoc;
  /** As the word among the sources says it, which need not be the word that announced the body. */
  readonly expand: boolean;
  readonly chomp: boolean;
}

/**
 * The sources of COPY and ADD that are here-documents. BuildKit cuts the words at other blanks here than where it
 * looks for bodies, then finds each body by its name: the last one of that name counts.
 */
export function heredocSources({ args, heredocs }: Instruction): readonly HeredocSource[] {
  if (heredocs.length === 0) return [];
  const byName = new Map(heredocs.map(heredoc => [heredoc.name, heredoc]));
  return args.slice(0, -1).flatMap(({ value }) => {
    const word = readHeredocWord(value);
    const heredoc = word && byName.get(word.name);
    return word && heredoc ? [{ heredoc, expand: word.expand, chomp: word.chomp }] : [];
  });
}

/** The body of a source as BuildKit hands it on: without the tabs at its line starts where they are dropped. */
export function heredocContent(text: string, { heredoc: { body }, chomp }: HeredocSource): string {
  const content = text.slice(body.start, body.end);
  return chomp ? content.replace(/(^|\n)\t+/g, '$1') : content;
}
