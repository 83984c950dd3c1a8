import type { LabelFormat } from './options.ts';
import { isLicenseExpression } from './spdx.ts';

/** True when a label's value is what the project asks for. Values are read as they are: a variable is no version. */
export function hasFormat(value: string, format: LabelFormat): boolean {
  if (value.length > MAXIMUM) return format === 'text';
  switch (format) {
    case 'text':
      return true;
    case 'url':
      return (
        /^[a-z][a-z0-9+.-]*:[\w.~:/?#[\]@!$&'()*+,;=%-]+$/i.test(value) && !/\$|%(?![0-9a-f]{2})/i.test(value)
      );
    case 'semver':
      return SEMANTIC_VERSION.test(value);
    case 'hash':
      return /^[0-9a-f]{7,40}$/.test(value) || /^[0-9a-f]{64}$/.test(value);
    case 'rfc3339':
      return isTime(value);
    case 'spdx':
      return isLicenseExpression(value);
    case 'email':
      return EMAIL.test(value);
  }
}

/** No label that means something is longer. */
const MAXIMUM = 10_000;

const NUMBER = '(?:0|[1-9][0-9]*)';
const PRERELEASE = `(?:${NUMBER}|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)`;
const SEMANTIC_VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${PRERELEASE}(?:\\.${PRERELEASE})*)?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?$`,
);

const ATOM = "[\\w!#%&'*+/=?^`{|}~-]+";
const HOST = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const EMAIL = new RegExp(
  `^(?:${ATOM}(?:\\.${ATOM})*|"[^"\\\\]*")@(?:${HOST}(?:\\.${HOST})*|\\[[\\w.:]+\\])$`,
);

const TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-](\d{2}):(\d{2}))$/;

function isTime(value: string): boolean {
  const found = TIME.exec(value);
  if (!found) return false;
  const [, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, atHour = 0, atMinute = 0] =
    found.map(Number);
  const inMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= inMonth &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 60 &&
    !(atHour > 23) &&
    !(atMinute > 59)
  );
}
