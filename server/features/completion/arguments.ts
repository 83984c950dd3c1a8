import type { Texts } from '../docs/texts.ts';
import { LABELS, SHELLS, SIGNALS } from '../docs/values.ts';
import type { DockerfileDocument } from '../document.ts';
import type { ArgumentPlace } from '../place.ts';
import { flagNameItems } from './flags.ts';
import { type CompletionItem, plainItems } from './item.ts';
import { keywordItems } from './keywords.ts';
import { stageItems } from './stages.ts';

/** What an instruction takes as its words; where a flag may still come, flags too. */
export function argumentItems(
  document: DockerfileDocument,
  place: ArgumentPlace,
  texts: Texts,
): readonly CompletionItem[] {
  const items = wordItems(document, place, texts);
  const flagPossible = place.flagsAllowed && (place.typed === '' || place.typed === '-');
  if (!flagPossible) return items;
  const flags = flagNameItems(document, place, texts).map(item => ({ ...item, rank: item.rank + 300 }));
  return [...items, ...flags];
}

function wordItems(
  document: DockerfileDocument,
  { instruction, before, span, typed, flagsAllowed }: ArgumentPlace,
  texts: Texts,
): readonly CompletionItem[] {
  const first = before.length === 0;
  switch (instruction.name) {
    case 'FROM':
      return fromItems(document, instruction, before, span);
    case 'HEALTHCHECK':
      if (first) {
        // NONE takes no options.
        return plainItems(instruction.flags.length > 0 ? ['CMD'] : ['CMD', 'NONE'], span, 'keyword');
      }
      return [];
    case 'STOPSIGNAL':
      return first ? plainItems(SIGNALS, span) : [];
    case 'SHELL':
      return first && typed === '' ? plainItems(SHELLS, span) : [];
    case 'USER':
      return first ? plainItems(usersIn(document), span) : [];
    case 'LABEL':
      return labelItems(span, typed);
    case 'ONBUILD':
      return first && flagsAllowed
        ? keywordItems(document, { kind: 'keyword', span, typed, onbuild: true }, span.end, texts)
        : [];
    default:
      return [];
  }
}

function fromItems(
  document: DockerfileDocument,
  instruction: ArgumentPlace['instruction'],
  before: readonly string[],
  span: CompletionItem['span'],
): readonly CompletionItem[] {
  if (before.length === 0) {
    const stages = stageItems(document, instruction, span, { numbers: false });
    const used = new Set<string>();
    for (const stage of document.model.stages) {
      if (stage.from.start !== instruction.start && stage.base.kind === 'image')
        used.add(stage.base.token.value);
    }
    const images = plainItems([...used, 'scratch'], span).map(item => ({ ...item, rank: item.rank + 100 }));
    return [...stages, ...images];
  }
  if (before.length > 1) return [];
  const keyword = instruction.keyword.value;
  return plainItems([keyword === keyword.toLowerCase() ? 'as' : 'AS'], span, 'keyword');
}

/** Users that the file creates or names. */
function usersIn({ file }: DockerfileDocument): readonly string[] {
  const users = new Set<string>();
  for (const { name, args } of file.instructions) {
    if (name === 'USER' && args[0]) users.add(args[0].value);
  }
  return [...users, 'root', 'nobody', '1000:1000'];
}

/** Only where a name begins: not behind the `=` of a value. */
function labelItems(span: CompletionItem['span'], typed: string): readonly CompletionItem[] {
  if (typed.includes('=') || typed.includes('"')) return [];
  return LABELS.map(({ name, description }, index) => ({
    label: name,
    kind: 'property',
    span,
    newText: `${name}="$1"`,
    snippet: true,
    rank: index,
    detail: description,
  }));
}
