import type { Instruction, Span } from '../../../syntax/tree.ts';
import { findMountKey } from '../../docs/mounts.ts';
import type { DockerfileDocument } from '../../document.ts';
import { instructionAt } from '../../find.ts';
import { mountTypeOf } from '../../mountFields.ts';
import { placeAt } from '../../place.ts';

/** How a path is written: a word between blanks, a string of a JSON array, or a field of a `--mount`. */
export type PathForm = 'word' | 'json' | 'field';

/** A path that is being written. */
export interface PathPlace {
  readonly instruction: Instruction;
  readonly form: PathForm;
  /** Both when the word may be a further source or already the destination. */
  readonly isSource: boolean;
  readonly isDestination: boolean;
  /** As written so far, to the cursor. */
  readonly written: string;
  /** `--from` of the instruction, `from` of the mount. */
  readonly from: string | undefined;
  /** The sources before it, as written. */
  readonly sources: readonly string[];
  /** Of a word with nothing behind it: from the first word to the cursor, when both are on one line. */
  readonly words: Span | undefined;
}

/** The path of COPY, ADD or a mount that ends at the offset; undefined where none is written. */
export function pathPlaceAt(document: DockerfileDocument, offset: number): PathPlace | undefined {
  const place = placeAt(document.file, offset);
  if (place.kind === 'mountValue') {
    const { instruction, key, others, typed } = place;
    return mountPlace(instruction, key, others, typed);
  }
  if (place.kind !== 'argument') return undefined;
  const { instruction, before, typed } = place;
  if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return undefined;
  const outer = instructionAt(document.file, offset) ?? instruction;
  const flag = instruction.flags.findLast(({ end }) => end <= offset);
  const { logical } = outer;
  const text = logical.text.slice(
    logical.toLogical((flag ?? instruction.keyword).end),
    logical.toLogical(offset),
  );
  if (/^\s*\[\s*(?:"|$)/.test(text)) return jsonPlace(text, instruction, offset);
  return /^["']/.test(typed) ? undefined : wordPlace(document, place, before, typed, offset);
}

function wordPlace(
  { file }: DockerfileDocument,
  { instruction, span }: { readonly instruction: Instruction; readonly span: Span },
  before: readonly string[],
  written: string,
  offset: number,
): PathPlace {
  const more = instruction.args.some(({ start }) => start >= offset);
  const start = instruction.args[0] && before.length > 0 ? instruction.args[0].start : span.start;
  const oneLine = !more && !file.text.slice(start, offset).includes('\n');
  return {
    instruction,
    form: 'word',
    isSource: true,
    isDestination: before.length > 0 && !more,
    written,
    from: fromOf(instruction, offset),
    sources: before,
    words: oneLine && isLineEnd(file.text, offset) ? { start, end: offset } : undefined,
  };
}

function isLineEnd(text: string, offset: number): boolean {
  let at = offset;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at++;
  return at === text.length || text[at] === '\n';
}

/** The string of an array in which the text ends; undefined when it ends between them. */
function jsonPlace(text: string, instruction: Instruction, offset: number): PathPlace | undefined {
  const strings: string[] = [];
  let at = skipBlanks(text, 0);
  for (;;) {
    at = skipBlanks(text, at + 1);
    if (text[at] !== '"') return undefined;
    const start = at + 1;
    for (at = start; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    if (at >= text.length) {
      const more = instruction.args.some(arg => arg.start >= offset);
      return {
        instruction,
        form: 'json',
        isSource: true,
        isDestination: strings.length > 0 && !more,
        written: text.slice(start),
        from: fromOf(instruction, offset),
        sources: strings,
        words: undefined,
      };
    }
    strings.push(text.slice(start, at));
    at = skipBlanks(text, at + 1);
    if (text[at] !== ',') return undefined;
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function fromOf({ name, flags }: Instruction, offset: number): string | undefined {
  if (name !== 'COPY') return undefined;
  return flags.find(flag => flag.name.value === 'from' && flag.end <= offset)?.value?.value;
}

function mountPlace(
  instruction: Instruction,
  key: string,
  others: readonly string[],
  written: string,
): PathPlace | undefined {
  const name = findMountKey(key)?.name;
  const type = mountTypeOf(others);
  const fieldValue = (wanted: string): string | undefined => {
    const field = others.find(other => findMountKey(other.replace(/=[\s\S]*/, ''))?.name === wanted);
    return field?.includes('=') ? field.slice(field.indexOf('=') + 1) : undefined;
  };
  const from = fieldValue('from');
  const isSource = name === 'source' && (type === 'bind' || (type === 'cache' && from !== undefined));
  if (!isSource && name !== 'target') return undefined;
  const source = fieldValue('source');
  return {
    instruction,
    form: 'field',
    isSource,
    isDestination: !isSource,
    written,
    from,
    sources: source === undefined || type !== 'bind' ? [] : [source],
    words: undefined,
  };
}
