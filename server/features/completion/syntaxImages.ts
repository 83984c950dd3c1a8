import type { Span } from '../../syntax/tree.ts';
import { DIRECTIVES } from '../docs/directives.ts';
import { FLAGS } from '../docs/flags.ts';
import { MOUNT_FACTS, MOUNT_KEYS, MOUNT_TYPES } from '../docs/mounts.ts';
import { type CompletionItem, plainItems } from './item.ts';

/** Frontends for `# syntax=`: those that move on, then each version that brought something, the newest first. */
export function syntaxItems(span: Span): readonly CompletionItem[] {
  const moving = plainItems(DIRECTIVES.syntax.proposals, span);
  const pinned = [...news()]
    .toSorted(([a], [b]) => minor(b) - minor(a))
    .map(([version, names]): CompletionItem => {
      const image = `docker/dockerfile:${version}`;
      const detail = `+ ${[...names].join(', ')}`;
      return { label: image, kind: 'value', span, newText: image, rank: 10, detail };
    });
  return [...moving, ...pinned];
}

const minor = (version: string): number => Number(version.split('.')[1]);

/** What each released version has brought. */
function news(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (version: string | undefined, name: string): void => {
    if (version === undefined || !/^\d+\.\d+$/.test(version)) return;
    found.set(version, (found.get(version) ?? new Set()).add(name));
  };
  for (const [instruction, flags] of Object.entries(FLAGS)) {
    for (const { name, since } of flags) add(since, `${instruction} --${name}`);
  }
  for (const type of MOUNT_TYPES) add(MOUNT_FACTS[type].since, `type=${type}`);
  for (const { name, since, types } of MOUNT_KEYS) add(since, `type=${types[0]},${name}`);
  add(DIRECTIVES.check.since, '# check=');
  return found;
}
