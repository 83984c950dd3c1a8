/** Whether a text is a size in bytes as BuildKit reads it, such as `64m`, `1.5GiB` or `1024`. */
export function isSize(text: string): boolean {
  const [, number = '', suffix = ''] = /^(.*[0-9. ])([^0-9. ]*)$/s.exec(text) ?? [];
  const digits = number.endsWith(' ') ? number.slice(0, -1) : number;
  if (!/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(digits)) return false;
  if (Number(digits) < 0 || !Number.isFinite(Number(digits))) return false;
  return /^(?:|b|[kmgtp](?:b|ib)?)$/.test(suffix.toLowerCase());
}
