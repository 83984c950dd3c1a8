/** Bytes as Docker shows them: powers of 1000, three digits. */
export function formatSize(bytes: number): string {
  const sign = bytes < 0 ? '-' : '';
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${sign}${value.toFixed(digits)} ${UNITS[unit]}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Down to a tenth, never up to 100 when it is less. */
export function formatPercent(ratio: number): string {
  return `${(Math.floor(ratio * 1000 + 1e-9) / 10).toFixed(1)} %`;
}

/** Text from an image on one line of a terminal: no control signs, no more than `width`. */
export function oneLine(text: string, width: number): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  const signs = [...clean];
  return signs.length <= width ? clean : `${signs.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** `-rw-r--r--` of permission bits. */
export function formatMode(type: string, mode: number): string {
  const first: Readonly<Record<string, string>> = {
    directory: 'd',
    symlink: 'l',
    character: 'c',
    block: 'b',
    fifo: 'p',
  };
  const bits = [...'rwxrwxrwx'].map((sign, index) => (mode & (0o400 >> index) ? sign : '-'));
  const special = (index: number, bit: number, set: string): void => {
    if (mode & bit) bits[index] = bits[index] === 'x' ? set : set.toUpperCase();
  };
  special(2, 0o4000, 's');
  special(5, 0o2000, 's');
  special(8, 0o1000, 't');
  return (first[type] ?? '-') + bits.join('');
}
