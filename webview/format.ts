import type { EntryType, FileRow } from '../protocol/image.ts';

/** Numbers, sizes and times in the reader's language. */
export interface Formats {
  /** Decimal units, as the docker CLI: `12.3 MB`. */
  bytes(bytes: number): string;
  count(count: number): string;
  percent(part: number): string;
  /** Date and time in UTC: images are compared across machines. */
  time(milliseconds: number): string;
  /** `3 days ago`; the date itself for times that lie in the future or at the epoch. */
  age(milliseconds: number, now: number): string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
const AGES = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

export function formats(language: string): Formats {
  const counts = new Intl.NumberFormat(language);
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const times = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const ages = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  // Making a formatter costs far more than using it, and every visible row has a size.
  const units = BYTE_UNITS.map((unit, index) =>
    [0, 1].map(
      maximumFractionDigits =>
        new Intl.NumberFormat(language, {
          style: 'unit',
          unit,
          unitDisplay: index === 0 ? 'narrow' : 'short',
          maximumFractionDigits,
        }),
    ),
  );
  return {
    bytes: bytes => {
      let value = Math.max(0, bytes);
      let unit = 0;
      while (value >= 999.5 && unit < units.length - 1) {
        value /= 1000;
        unit++;
      }
      const text = units[unit]?.[unit === 0 || value >= 100 ? 0 : 1]?.format(value) ?? String(bytes);
      // The one narrow unit comes without a space.
      return unit === 0 ? text.replace(/(\d)(\p{L})/u, '$1\u00a0$2') : text;
    },
    count: count => counts.format(count),
    percent: part => percents.format(part),
    time: milliseconds => `${times.format(milliseconds)} UTC`,
    age: (milliseconds, now) => {
      const age = now - milliseconds;
      if (milliseconds <= 0 || age < -60_000) return dates.format(milliseconds);
      const [unit, length] = AGES.find(([, least]) => age >= least) ?? ['minute', 60_000];
      return ages.format(-Math.floor(age / length), unit);
    },
  };
}

const TYPE_LETTERS: Readonly<Record<EntryType, string>> = {
  file: '-',
  hardlink: '-',
  directory: 'd',
  symlink: 'l',
  character: 'c',
  block: 'b',
  fifo: 'p',
};

/** As `ls -l` writes it: `drwxr-xr-x`, with s, S, t and T for the special bits. */
export function modeText({ type, mode }: Pick<FileRow, 'type' | 'mode'>): string {
  const three = (shift: number, special: number, letter: string): string => {
    const bits = mode >> shift;
    const execute = (bits & 1) !== 0;
    const last = mode & special ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  return TYPE_LETTERS[type] + three(6, 0o4000, 's') + three(3, 0o2000, 's') + three(0, 0o1000, 't');
}

/** How the bytes of a layer are packed, by its media type. */
export function packing(mediaType: string): 'gzip' | 'zstd' | 'tar' | undefined {
  if (/gzip$/.test(mediaType)) return 'gzip';
  if (/zstd$/.test(mediaType)) return 'zstd';
  return /tar$/.test(mediaType) ? 'tar' : undefined;
}

/** The first 12 hexadecimal digits. */
export function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 12);
}
