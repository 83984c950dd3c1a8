import { decodeText } from './bytes.ts';

/** What pax extended headers say about the entry after them. Absent: the plain header holds. */
export interface PaxFields {
  path?: Uint8Array;
  /** The name of a sparse file: `path` then holds a made-up one. */
  sparseName?: Uint8Array;
  linkpath?: Uint8Array;
  size?: number;
  uid?: number;
  gid?: number;
  /** Milliseconds since 1970. */
  mtime?: number;
  /** Bytes of a sparse file once expanded. */
  sparseSize?: number;
  /** Where its bytes belong. */
  sparseMap?: number[] | 'in-body';
  /** Extended attributes by name, values as latin-1 so that any byte survives. */
  xattrs?: Map<string, string>;
}

/** Reads the records `LENGTH KEY=VALUE\n` into `fields`; false when they are not such records. */
export function readPax(data: Uint8Array, fields: PaxFields): boolean {
  let at = 0;
  while (at < data.length) {
    // Some writers pad with NULs.
    if (data[at] === 0) return true;
    let length = 0;
    let cursor = at;
    for (; cursor < data.length && data[cursor] !== 32; cursor++) {
      const digit = (data[cursor] ?? 0) - 48;
      if (digit < 0 || digit > 9 || length > data.length) return false;
      length = length * 10 + digit;
    }
    const end = at + length;
    if (cursor === at || end > data.length || end <= cursor + 1 || data[end - 1] !== 10) return false;
    const equals = data.indexOf(61, cursor);
    if (equals < 0 || equals >= end) return false;
    setField(decodeText(data.subarray(cursor + 1, equals)), data.subarray(equals + 1, end - 1), fields);
    at = end;
  }
  return true;
}

const SCHILY = 'SCHILY.xattr.';
const LIBARCHIVE = 'LIBARCHIVE.xattr.';

function setField(key: string, value: Uint8Array, fields: PaxFields): void {
  switch (key) {
    case 'path':
      setOrDelete(fields, 'path', value.length > 0 ? value.slice() : undefined);
      return;
    case 'GNU.sparse.name':
      setOrDelete(fields, 'sparseName', value.length > 0 ? value.slice() : undefined);
      return;
    case 'linkpath':
      setOrDelete(fields, 'linkpath', value.length > 0 ? value.slice() : undefined);
      return;
    case 'size':
    case 'uid':
    case 'gid':
      setOrDelete(fields, key, decimal(value));
      return;
    case 'mtime': {
      const seconds = decimal(value);
      setOrDelete(fields, 'mtime', seconds === undefined ? undefined : seconds * 1000);
      return;
    }
    case 'GNU.sparse.size':
    case 'GNU.sparse.realsize':
      setOrDelete(fields, 'sparseSize', decimal(value));
      return;
    case 'GNU.sparse.major':
      // From 1 on the map stands in front of the bytes.
      if ((decimal(value) ?? 0) >= 1) fields.sparseMap = 'in-body';
      return;
    case 'GNU.sparse.map':
      fields.sparseMap = decodeText(value).split(',').map(Number);
      return;
    case 'GNU.sparse.offset':
    case 'GNU.sparse.numbytes':
      if (!Array.isArray(fields.sparseMap)) fields.sparseMap = [];
      fields.sparseMap.push(decimal(value) ?? Number.NaN);
      return;
  }
  if (key.startsWith(SCHILY)) {
    fields.xattrs ??= new Map();
    fields.xattrs.set(key.slice(SCHILY.length), latin1(value));
  } else if (key.startsWith(LIBARCHIVE)) {
    const name = safeDecodeUri(key.slice(LIBARCHIVE.length));
    fields.xattrs ??= new Map();
    // The same attribute under its first name wins: it is not encoded.
    if (!fields.xattrs.has(name)) fields.xattrs.set(name, fromBase64(latin1(value)));
  }
}

function setOrDelete<Key extends keyof PaxFields>(
  fields: PaxFields,
  key: Key,
  value: PaxFields[Key] | undefined,
): void {
  if (value === undefined) delete fields[key];
  else fields[key] = value;
}

/** An empty value takes a field back; what is no number is left out as well. */
function decimal(value: Uint8Array): number | undefined {
  const text = decodeText(value);
  if (!/^-?\d{1,20}(\.\d*)?$/.test(text)) return undefined;
  return Number(text);
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function safeDecodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fromBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return text;
  }
}
