import { expandWord } from '../../../semantics/expansion.ts';
import { isSpace } from '../../../syntax/characters.ts';
import type { PathForm } from './place.ts';

export interface PathWriting {
  readonly form: PathForm;
  readonly escape: '\\' | '`';
  /** COPY and ADD match their sources as patterns; mounts and destinations are plain. */
  readonly pattern: boolean;
}

/**
 * A name as it has to be written so that BuildKit takes it for itself: it reads the JSON string, then quotes,
 * escapes and variables, then the pattern. Undefined when the form has no way to write it.
 */
export function encodeName(name: string, { form, escape: sign, pattern }: PathWriting): string | undefined {
  if (UNWRITABLE.test(name)) return undefined;
  if (form === 'field') return /[\s,"'`$]/.test(name) ? undefined : name;
  if (form === 'word' && hasSpace(name)) return undefined;
  // `[*]` and `[?]` match nothing in real builds; as they are, the signs match themselves.
  const matched = pattern ? name.replaceAll('[', '[[]') : name;
  const word = matched.replace(sign === '`' ? /['"$`]/g : /['"$]/g, character => sign + character);
  return form === 'json' ? JSON.stringify(word).slice(1, -1) : word;
}

/** Control characters; the separator of Windows, which escapes elsewhere; what is no Unicode. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are looked for
const UNWRITABLE = /[\u0000-\u001f\u007f\\\ufffd\ud800-\udfff]/u;

/** White space would end the word. */
export function hasSpace(name: string): boolean {
  for (let at = 0; at < name.length; at++) if (isSpace(name.charCodeAt(at))) return true;
  return false;
}

/**
 * The folder that a written path stands for, as names; undefined when it is none: a variable without value, a
 * pattern that may match several, or a way out of the top.
 */
export function decodeFolder(
  written: string,
  { form, escape: sign, pattern }: PathWriting,
  get: (name: string) => string | undefined,
): readonly string[] | undefined {
  const word = form === 'json' ? decodeJson(written) : written;
  if (word === undefined) return undefined;
  const { value, unset } = expandWord(word, sign, get);
  if (value === undefined || unset.length > 0) return undefined;
  const plain = pattern ? value.replaceAll('[[]', '\0[') : value;
  if (pattern && /(?<!\0)[*?[]/.test(plain)) return undefined;
  const names: string[] = [];
  for (const name of plain.replaceAll('\0', '').split(sign === '`' ? /[/\\]/ : '/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  return names;
}

function decodeJson(written: string): string | undefined {
  try {
    const decoded: unknown = JSON.parse(`"${written}"`);
    return typeof decoded === 'string' ? decoded : undefined;
  } catch {
    return undefined;
  }
}
