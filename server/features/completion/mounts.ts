import type { Instruction } from '../../syntax/tree.ts';
import { CACHE_FOLDERS, type CacheFolder } from '../docs/cacheFolders.ts';
import { findMountKey, MOUNT_KEYS, MOUNT_TYPES, type MountKey, type MountType } from '../docs/mounts.ts';
import type { Texts } from '../docs/texts.ts';
import type { DockerfileDocument, Known } from '../document.ts';
import { imageUnder } from '../images/baseImage.ts';
import { mountTypeOf } from '../mountFields.ts';
import type { MountPlace } from '../place.ts';
import { imageItems } from './images.ts';
import { type CompletionItem, plainItems } from './item.ts';
import { stageItems } from './stages.ts';

/** Keys that this type of mount has and that are not there yet, or the values of one. */
export function mountItems(
  document: DockerfileDocument,
  place: MountPlace,
  texts: Texts,
  world: Known,
): readonly CompletionItem[] {
  return place.kind === 'mountKey' ? keyItems(place, texts) : valueItems(document, place, texts, world);
}

function keyItems({ others, span }: MountPlace, texts: Texts): readonly CompletionItem[] {
  const type = mountTypeOf(others);
  if (!type) return [];
  const used = new Set(others.map(field => findMountKey(field.replace(/=[\s\S]*/, ''))));
  // `readonly` and `readwrite` are the two sides of one switch.
  const whole = others.length === 0 ? typeItems(span, texts) : [];
  const fileAccess = [...used].some(key => key?.name === 'readonly' || key?.name === 'readwrite');
  const keys = MOUNT_KEYS.filter(key => !used.has(key) && key.types.includes(type))
    .filter(({ name }) => name !== 'type' || whole.length === 0)
    .filter(({ name }) => !(fileAccess && (name === 'readonly' || name === 'readwrite')))
    .map((key, index) => keyItem(key, type, span, texts, 10 + index));
  return [...whole, ...keys];
}

/** Each type with the key that nobody leaves out, where a mount begins. */
function typeItems(span: CompletionItem['span'], texts: Texts): readonly CompletionItem[] {
  return MOST_USED.map((type, index) => ({
    label: `type=${type}`,
    kind: 'value',
    span,
    newText: `type=${type}${FIRST_KEY[type]}`,
    rank: index,
    detail: texts.mounts[type].summary,
    topic: { kind: 'mount', type },
    ...(FIRST_KEY[type] !== '' && { retrigger: true as const }),
  }));
}

const MOST_USED: readonly MountType[] = ['cache', 'bind', 'secret', 'ssh', 'tmpfs'];

const FIRST_KEY: Readonly<Record<MountType, string>> = {
  bind: ',target=',
  cache: ',target=',
  tmpfs: ',target=',
  secret: ',id=',
  ssh: '',
};

function keyItem(
  { name, value }: MountKey,
  type: MountType,
  span: CompletionItem['span'],
  texts: Texts,
  rank: number,
): CompletionItem {
  const boolean = value.kind === 'boolean';
  return {
    label: name,
    kind: 'property',
    span,
    newText: boolean ? name : `${name}=`,
    rank,
    detail: (texts.mountKeys[`${type}.${name}`] ?? texts.mountKeys[name]).summary,
    topic: { kind: 'mountKey', type, key: name },
    ...(!boolean && { retrigger: true }),
  };
}

function valueItems(
  document: DockerfileDocument,
  place: MountPlace,
  texts: Texts,
  world: Known,
): readonly CompletionItem[] {
  const { key, others, instruction, span } = place;
  const known = findMountKey(key);
  const type = mountTypeOf(others);
  if (!known || (type && known.name !== 'type' && !known.types.includes(type))) return [];
  switch (known.value.kind) {
    case 'type':
      return MOUNT_TYPES.filter(candidate => allows(candidate, others)).map((candidate, index) => ({
        label: candidate,
        kind: 'value',
        span,
        newText: candidate,
        rank: index,
        detail: texts.mounts[candidate].summary,
        topic: { kind: 'mount', type: candidate },
      }));
    case 'boolean':
      return plainItems(['true', 'false'], span);
    case 'choice':
      return plainItems(known.value.values, span);
    case 'stage':
      return [
        ...stageItems(document, instruction, span, { numbers: true }),
        ...imageItems(document, { ...place, asBase: false }, world),
      ];
    case 'text':
      return plainItems(
        [
          ...new Set([
            ...valuesInFile(document, known, type),
            ...(known.name === 'target' && type === 'cache' ? cacheFolders(document, instruction) : []),
            ...known.value.proposals,
          ]),
        ],
        span,
      );
  }
}

/** The type has every key that is there already. */
function allows(type: MountType, others: readonly string[]): boolean {
  return others.every(field => findMountKey(field.replace(/=[\s\S]*/, ''))?.types.includes(type) ?? true);
}

/** Where package managers keep their downloads, those for the base image first. */
function cacheFolders({ model }: DockerfileDocument, { start }: Instruction): readonly string[] {
  const stage = model.stageAt(start);
  const image = stage && imageUnder(stage);
  const fits = (folder: CacheFolder): boolean => image !== undefined && folder.images.test(image);
  return [...CACHE_FOLDERS.filter(fits), ...CACHE_FOLDERS.filter(folder => !fits(folder))].map(
    ({ path }) => path,
  );
}

/** What other mounts of the type give this key: caches and secrets are used again. */
function valuesInFile(
  { file }: DockerfileDocument,
  key: MountKey,
  type: MountType | undefined,
): ReadonlySet<string> {
  const values = new Set<string>();
  for (const { flags } of file.instructions) {
    for (const flag of flags) {
      if (flag.name.value !== 'mount' || !flag.value) continue;
      const fields = flag.value.value.split(',');
      if (mountTypeOf(fields) !== type) continue;
      for (const field of fields) {
        const equals = field.indexOf('=');
        if (equals > 0 && findMountKey(field.slice(0, equals)) === key && equals + 1 < field.length) {
          values.add(field.slice(equals + 1));
        }
      }
    }
  }
  return values;
}
