/**
 * Orders tags of one repository, the newest version first: semantic versions, calendar versions and bare numbers,
 * each with its suffixes (`24.1-slim`, `3.14.0rc1-alpine3.22`). `24` follows the newest 24.x, so it comes before
 * `24.1`. Names without a version come behind, and what looks like a commit last. A total order.
 */
export function compareTags(a: string, b: string): number {
  return compareRead(readTag(a), readTag(b), a, b);
}

/** A new list in the order of {@link compareTags}. Reads each tag once: for long lists. */
export function sortTags(tags: readonly string[]): readonly string[] {
  return tags
    .map(text => ({ text, tag: readTag(text) }))
    .sort((a, b) => compareRead(a.tag, b.tag, a.text, b.text))
    .map(({ text }) => text);
}

function compareRead(left: Tag, right: Tag, a: string, b: string): number {
  return (
    left.kind - right.kind ||
    comparePrefixes(left, right) ||
    compareVersions(left.version, right.version) ||
    left.stage - right.stage ||
    compareNumbers(right.stageNumber, left.stageNumber) ||
    compareNatural(left.suffix, right.suffix) ||
    compareText(a, b)
  );
}

/** The version in a tag; undefined where there is none. */
export function readVersion(tag: string):
  | {
      readonly prefix: string;
      /** Digits of each part. */
      readonly numbers: readonly string[];
      /** What follows, such as `-alpine3.22`. */
      readonly suffix: string;
      /** Not one before a release, such as `rc1`. */
      readonly isRelease: boolean;
    }
  | undefined {
  const { kind, prefix, version, suffix, stage } = readTag(tag);
  if (kind !== VERSION && kind !== NAMED) return undefined;
  return { prefix, numbers: version, suffix, isRelease: stage === RELEASE };
}

interface Tag {
  readonly kind: Kind;
  /** What stands before the version, such as `bookworm-` in `bookworm-20260406`; empty for `v`. */
  readonly prefix: string;
  /** Digits of each part. */
  readonly version: readonly string[];
  readonly stage: number;
  readonly stageNumber: string;
  readonly suffix: string;
}

type Kind = typeof VERSION | typeof NAMED | typeof NAME | typeof COMMIT;
const VERSION = 0;
/** `bookworm-20260406`: a name first, then a version. */
const NAMED = 1;
const NAME = 2;
const COMMIT = 3;

const RELEASE = 0;
/** From the last to the first before a release. */
const STAGES: ReadonlyMap<string, number> = new Map([
  ['rc', 1],
  ['preview', 2],
  ['pre', 2],
  ['beta', 3],
  ['b', 3],
  ['alpha', 4],
  ['a', 4],
  ['dev', 5],
  ['snapshot', 5],
  ['nightly', 5],
]);

function readTag(tag: string): Tag {
  if (/^(?:sha-?|git-?|commit-?)?(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}$/.test(tag)) {
    return { kind: COMMIT, ...NOTHING, suffix: tag };
  }
  const found = /^(v?|[A-Za-z_.]+[-_]v?)([0-9][0-9.]*)(.*)$/i.exec(tag);
  if (!found) return { kind: NAME, ...NOTHING, suffix: tag };
  const [, lead = '', digits = '', tail = ''] = found;
  const prefix = /^v?$/i.test(lead) ? '' : lead;
  const date = readDate(digits, tail);
  const rest = date?.rest ?? tail;
  const before = /^[-._]?(rc|preview|pre|beta|b|alpha|a|dev|snapshot|nightly)(?![a-z])[-._]?([0-9]*)/i.exec(
    rest,
  );
  return {
    kind: prefix === '' ? VERSION : NAMED,
    prefix,
    version: date?.version ?? digits.split('.').filter(part => part !== ''),
    stage: STAGES.get(before?.[1]?.toLowerCase() ?? '') ?? RELEASE,
    stageNumber: before?.[2] ?? '',
    suffix: rest.slice(before?.[0].length ?? 0),
  };
}

const NOTHING = { prefix: '', version: [], stage: RELEASE, stageNumber: '' } as const;

/** `2026-04-06` and `20260406` are the days that `2026.04.06` is. */
function readDate(
  digits: string,
  tail: string,
): { readonly version: readonly string[]; readonly rest: string } | undefined {
  const whole = /^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])$/.exec(digits);
  if (whole) return { version: whole.slice(1), rest: tail };
  const parts = /^(?:19|20)\d\d$/.test(digits)
    ? /^-(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?(?!\d)/.exec(tail)
    : null;
  if (!parts) return undefined;
  const [matched, month = '', day] = parts;
  const version = [digits, month, ...(day === undefined ? [] : [day])];
  return { version, rest: tail.slice(matched.length) };
}

function comparePrefixes(a: Tag, b: Tag): number {
  return a.kind === NAMED ? compareText(a.prefix.toLowerCase(), b.prefix.toLowerCase()) : 0;
}

/** Higher first; the one that leaves a part open stands for its newest. */
function compareVersions(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; ; index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) {
      return (left === undefined ? 0 : 1) - (right === undefined ? 0 : 1);
    }
    const order = compareNumbers(right, left);
    if (order !== 0) return order;
  }
}

/** By value, however long they are; the smaller first. */
function compareNumbers(a: string, b: string): number {
  const left = a.replace(/^0+(?=\d)/, '');
  const right = b.replace(/^0+(?=\d)/, '');
  return left.length - right.length || compareText(left, right);
}

/** No suffix first, then by letters; numbers within, as in `alpine3.22`, the higher first. */
function compareNatural(a: string, b: string): number {
  const left = a.split(/(\d+)/);
  const right = b.split(/(\d+)/);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const one = left[index];
    const other = right[index];
    if (one === undefined || other === undefined) return left.length - right.length;
    const numbers = index % 2 === 1;
    const order = numbers ? compareNumbers(other, one) : compareText(one.toLowerCase(), other.toLowerCase());
    if (order !== 0) return order;
  }
  return 0;
}

/** By code unit: the same on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
