/** Numbers and times as people read them, in the editor's language. Pure: the language is passed in. */

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Bytes in decimal units, as the docker CLI prints them: `0 B`, `532 B`, `12.3 MB`. */
export function formatBytes(bytes: number, language: string): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: BYTE_UNITS[unit] ?? 'byte',
    unitDisplay: unit === 0 ? 'narrow' : 'short',
    maximumFractionDigits: unit === 0 || value >= 100 ? 0 : 1,
  }).format(value);
  // The one narrow unit comes without a space.
  return unit === 0 ? text.replace(/(\d)(\p{L})/u, '$1\u00a0$2') : text;
}

const AGE_UNITS = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/**
 * How long ago, in the largest whole unit: `3 days ago`, or narrow, `3d ago`. Both times in milliseconds since 1970; a time that is
 * zero, negative or in the future (reproducible builds set such) gives the date instead.
 */
export function formatAge(
  time: number,
  now: number,
  language: string,
  style: 'long' | 'narrow' = 'long',
): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style });
  const age = now - time;
  if (time <= 0 || age < -60_000) return formatDate(time, language);
  for (const [unit, length] of AGE_UNITS) {
    if (age >= length) {
      return format.format(-Math.floor(age / length), unit);
    }
  }
  return format.format(0, 'minute');
}

/** A day, `Nov 3, 2024`; in UTC so that it does not depend on the reader's place. */
export function formatDate(time: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(time);
}

/** A duration in milliseconds: `0.4s`, `12.3s`, `2m 05s`, `1h 02m`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${pad(Math.floor((whole % 3600) / 60))}m`;
}

/** A digest or id for narrow places: the first 12 hexadecimal digits, without the algorithm. */
export function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 12);
}
