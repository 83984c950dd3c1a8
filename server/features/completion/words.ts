import type { Instruction, Span } from '../../syntax/tree.ts';
import { ENVIRONMENT, findEnvironment } from '../docs/environment.ts';
import type { Texts } from '../docs/texts.ts';
import { LABELS, LICENSES, PORTS, PROTOCOLS, SHELLS, SIGNALS, type SignalName } from '../docs/values.ts';
import { PREDEFINED } from '../docs/variables.ts';
import type { DockerfileDocument } from '../document.ts';
import { variableMarkdown } from '../hoverVariable.ts';
import { imageUnder } from '../images/baseImage.ts';
import type { ArgumentPlace } from '../place.ts';
import { type CompletionItem, plainItems } from './item.ts';

/** Ports, what variables name them included; behind the slash, protocols. */
export function portItems(
  { model, file }: DockerfileDocument,
  place: ArgumentPlace,
): readonly CompletionItem[] {
  const { instruction, span, typed, before } = place;
  const numbers = /^(\d+(?:-\d+)?)\//.exec(typed)?.[1];
  if (numbers !== undefined)
    return plainItems(
      PROTOCOLS.map(protocol => `${numbers}/${protocol}`),
      span,
    );
  const taken = new Set(before);
  const used = new Set<string>();
  for (const { name, args, start } of file.instructions) {
    if (name === 'EXPOSE' && start !== instruction.start) for (const { value } of args) used.add(value);
  }
  const variables = model
    .scopeAt(span.start)
    .all()
    .filter(({ name, kind, value }) => /PORT$/.test(name) && kind !== 'global' && /^\d+$/.test(value ?? ''))
    .map(({ name, value }) => ({ port: `$${name}`, name: value ?? '' }));
  const known = [...variables, ...[...used].map(port => ({ port, name: '' })), ...PORTS];
  return known
    .filter(({ port }, index) => !taken.has(port) && known.findIndex(other => other.port === port) === index)
    .map(({ port, name }, index) => ({
      label: port,
      kind: 'value',
      span,
      newText: port,
      rank: index,
      ...(name !== '' && { detail: name }),
    }));
}

export function signalItems(span: Span, { signals }: Texts): readonly CompletionItem[] {
  return plainItems(Object.keys(SIGNALS), span).map(item => ({
    ...item,
    markdown: signals[item.label as SignalName],
  }));
}

/** Whole JSON arrays, also where one is begun. */
export function shellItems({ before, span, typed }: ArgumentPlace): readonly CompletionItem[] {
  if (before.length > 0 || !/^(?:\["?[^\s"]*)?$/.test(typed)) return [];
  return plainItems(SHELLS, span);
}

/** Working directories of the file, and what people usually take. */
export function workdirItems(
  { file }: DockerfileDocument,
  { instruction, span, typed }: ArgumentPlace,
): readonly CompletionItem[] {
  if (!/^[\w./-]*$/.test(typed)) return [];
  const folders = new Set<string>();
  for (const { name, args, start } of file.instructions) {
    if (name === 'WORKDIR' && args[0] && start !== instruction.start) folders.add(args[0].value);
  }
  return plainItems(
    [...folders, '/app', '/src'].filter((folder, index, all) => all.indexOf(folder) === index),
    span,
  );
}

/** Only where a name begins: not behind the `=` of a value. */
export function labelItems(
  { instruction, span, typed }: ArgumentPlace,
  { labels }: Texts,
): readonly CompletionItem[] {
  const equals = typed.indexOf('=');
  if (/^org\.opencontainers\.image\.licenses="?[\w.-]*$/.test(typed)) {
    const quote = typed[equals + 1] === '"' ? 1 : 0;
    return plainItems(LICENSES, { start: span.end - (typed.length - equals - 1 - quote), end: span.end });
  }
  if (/[="']/.test(typed)) return [];
  const used = namesIn(instruction, span);
  return LABELS.filter(name => !used.has(name)).map((name, index) => ({
    label: name,
    kind: 'property',
    span,
    newText: `${name}="$1"`,
    snippet: true,
    rank: index,
    detail: labels[name],
  }));
}

/** Variables that programs obey, those for the base image first; behind the `=` of one, its values. */
export function environmentItems(
  { model }: DockerfileDocument,
  { instruction, span, typed }: ArgumentPlace,
  { environment }: Texts,
): readonly CompletionItem[] {
  const equals = typed.indexOf('=');
  if (equals >= 0) {
    const values = findEnvironment(typed.slice(0, equals))?.values ?? [];
    return plainItems(values, { start: span.end - (typed.length - equals - 1), end: span.end });
  }
  const stage = model.stageAt(span.start);
  const image = stage && imageUnder(stage);
  const set = namesIn(instruction, span);
  const own =
    stage?.instructions.filter(({ name, start }) => name === 'ENV' && start < instruction.start) ?? [];
  for (const earlier of own) for (const { name } of earlier.pairs) set.add(name.value);
  const items: CompletionItem[] = [];
  for (const [index, [name, text]] of Object.entries(environment).entries()) {
    const facts: { readonly values: readonly string[]; readonly images?: RegExp } =
      ENVIRONMENT[name as keyof typeof ENVIRONMENT];
    // PATH is set again and again.
    if (set.has(name) && name !== 'PATH') continue;
    const fits = facts.images === undefined ? 1 : image !== undefined && facts.images.test(image) ? 0 : 2;
    items.push({
      label: name,
      kind: 'variable',
      span,
      newText: `${name}=`,
      rank: fits * 100 + index,
      markdown: text,
      retrigger: true,
    });
  }
  return items;
}

/** In a stage: global arguments that it does not have yet, and those that BuildKit gives to who names them. */
export function argumentNameItems(
  { model, file }: DockerfileDocument,
  { instruction, span, typed }: ArgumentPlace,
  texts: Texts,
): readonly CompletionItem[] {
  const stage = model.stageAt(span.start);
  if (!stage || typed.includes('=')) return [];
  const named = namesIn(instruction, span);
  for (const { name, pairs, start } of stage.instructions) {
    if (name === 'ARG' && start < instruction.start) for (const pair of pairs) named.add(pair.name.value);
  }
  const globals = model
    .scopeAt(stage.from.start)
    .all()
    .filter(({ kind, name }) => kind === 'global' && !named.has(name))
    .sort((a, b) => (a.pair?.start ?? file.text.length) - (b.pair?.start ?? file.text.length));
  const items: CompletionItem[] = globals.map((variable, index) => ({
    label: variable.name,
    kind: 'variable',
    span,
    newText: variable.name,
    rank: index,
    ...(variable.value !== undefined && { detail: variable.value }),
    markdown: variableMarkdown(variable, texts),
  }));
  for (const name of [...PREDEFINED.platform, 'SOURCE_DATE_EPOCH']) {
    if (named.has(name)) continue;
    items.push({
      label: name,
      kind: 'variable',
      span,
      newText: name,
      rank: 500 + items.length,
      topic: { kind: 'predefined', name },
    });
  }
  return items;
}

/** Names of the instruction's pairs but the one that is being typed. */
function namesIn({ pairs }: Instruction, span: Span): Set<string> {
  return new Set(pairs.filter(({ start }) => start !== span.start).map(({ name }) => name.value));
}

/** The exec form, where nothing is written yet. */
export function execItems({ instruction, before, span, typed }: ArgumentPlace): readonly CompletionItem[] {
  const words = before.join(' ').toUpperCase();
  const atStart = words === (instruction.name === 'HEALTHCHECK' ? 'CMD' : '');
  if (!atStart || typed !== '') return [];
  return [
    {
      label: '["executable", "argument"]',
      kind: 'snippet',
      span,
      newText: '["${1:executable}"$0]',
      snippet: true,
      rank: 0,
    },
  ];
}

/** Volumes of the file, and the folder that people usually take. */
export function volumeItems(
  { file }: DockerfileDocument,
  { instruction, span, typed, before }: ArgumentPlace,
): readonly CompletionItem[] {
  if (!/^[\w./-]*$/.test(typed)) return [];
  const folders = new Set<string>();
  for (const { name, args, start } of file.instructions) {
    if (name === 'VOLUME' && start !== instruction.start) for (const { value } of args) folders.add(value);
  }
  folders.add('/data');
  for (const folder of before) folders.delete(folder);
  return plainItems([...folders], span);
}
