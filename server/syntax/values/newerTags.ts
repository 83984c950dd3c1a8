import { compareTags, readVersion } from './tagOrder.ts';

export interface NewerTags {
  /** Newest of the same major version. */
  readonly within: string | undefined;
  /** Newest of all, where that is another one. */
  readonly newest: string | undefined;
}

/**
 * Tags of the same shape as `current` that are newer: as many numbers, the same words around them (`-alpine`, of
 * whatever Alpine), and no version before its release. `tags` are ordered by {@link compareTags}.
 */
export function newerTags(current: string, tags: readonly string[]): NewerTags {
  const own = readVersion(current);
  if (own === undefined) return { within: undefined, newest: undefined };
  const shape = shapeOf(own);
  const newer = tags.filter(tag => {
    const version = readVersion(tag);
    return version?.isRelease && shapeOf(version) === shape && compareTags(tag, current) < 0;
  });
  const newest = newer[0];
  // With one number alone every other is another major version.
  const within =
    own.numbers.length > 1 ? newer.find(tag => readVersion(tag)?.numbers[0] === own.numbers[0]) : undefined;
  return { within, newest: newest === within ? undefined : newest };
}

function shapeOf({ prefix, numbers, suffix }: NonNullable<ReturnType<typeof readVersion>>): string {
  return [prefix, numbers.length, suffix.replace(/\d+(?:\.\d+)*/g, '0')].join(' ');
}
