import { english } from '../../server/features/docs/texts.ts';
import type { DockerfileDocument } from '../../server/features/document.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { type MarkedFile, mark, readMarked } from '../kit/markers.ts';

export const texts = english;

export function documentOf(text: string): DockerfileDocument {
  const file = parseDockerfile(text);
  return { file, model: buildModel(file) };
}

export interface Marked extends MarkedFile {
  readonly document: DockerfileDocument;
  /** The offset of `<|>`; a test without one is wrong. */
  readonly at: number;
}

/** A document from marked text that has a cursor. */
export function atCursor(marked: string): Marked {
  const read = readMarked(marked);
  if (read.cursor === undefined) throw new Error(`no cursor in ${JSON.stringify(marked)}`);
  return { ...read, document: documentOf(read.text), at: read.cursor };
}

/** The text marked at the spans, to be compared with the text of a test. */
export function markedAt(text: string, spans: readonly { start: number; end: number }[]): string {
  return mark(text, spans);
}

/** A marked text without its cursor. */
export function withoutCursor(marked: string): string {
  return marked.replace('<|>', '');
}
