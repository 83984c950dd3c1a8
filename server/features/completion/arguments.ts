import type { Instruction } from '../../syntax/tree.ts';
import type { Texts } from '../docs/texts.ts';
import type { DockerfileDocument, Known } from '../document.ts';
import type { ArgumentPlace } from '../place.ts';
import { accountItems } from './accounts.ts';
import { flagNameItems } from './flags.ts';
import { imageItems } from './images.ts';
import { type CompletionItem, plainItems } from './item.ts';
import { keywordItems } from './keywords.ts';
import { stageItems } from './stages.ts';
import {
  argumentNameItems,
  environmentItems,
  execItems,
  labelItems,
  portItems,
  shellItems,
  signalItems,
  volumeItems,
  workdirItems,
} from './words.ts';

/** What an instruction takes as its words; where a flag may still come, flags too. */
export function argumentItems(
  document: DockerfileDocument,
  place: ArgumentPlace,
  texts: Texts,
  known: Known,
): readonly CompletionItem[] {
  const items = wordItems(document, place, texts, known);
  const flagPossible = place.flagsAllowed && (place.typed === '' || place.typed === '-');
  if (!flagPossible) return items;
  const flags = flagNameItems(document, place, texts).map(item => ({ ...item, rank: item.rank + 300 }));
  return [...items, ...flags];
}

function wordItems(
  document: DockerfileDocument,
  place: ArgumentPlace,
  texts: Texts,
  known: Known,
): readonly CompletionItem[] {
  const { instruction, before, span, typed, flagsAllowed } = place;
  const first = before.length === 0;
  switch (instruction.name) {
    case 'FROM':
      return fromItems(document, place, known);
    case 'HEALTHCHECK':
      if (first) {
        // NONE takes no options.
        const words = instruction.flags.length > 0 ? ['CMD'] : ['CMD', 'NONE'];
        return plainItems(words.map(likeKeyword(instruction)), span, 'keyword');
      }
      return execItems(place);
    case 'CMD':
    case 'ENTRYPOINT':
      return execItems(place);
    case 'VOLUME':
      return volumeItems(document, place);
    case 'STOPSIGNAL':
      return first ? signalItems(span, texts) : [];
    case 'SHELL':
      return shellItems(place);
    case 'USER':
      return first ? accountItems(document, place, texts, known) : [];
    case 'WORKDIR':
      return first ? workdirItems(document, place) : [];
    case 'EXPOSE':
      return portItems(document, place);
    case 'ENV':
      return environmentItems(document, place, texts);
    case 'ARG':
      return argumentNameItems(document, place, texts);
    case 'LABEL':
      return labelItems(place, texts);
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
  place: ArgumentPlace,
  known: Known,
): readonly CompletionItem[] {
  const { instruction, before, span, typed } = place;
  if (before.length === 0) {
    const found = imageItems(document, { ...place, asBase: true }, known);
    if (typed.includes('@')) return found;
    const [scratch] = plainItems(['scratch'], span);
    const stages = stageItems(document, instruction, span, { numbers: false });
    return [...stages, ...found, ...(scratch ? [{ ...scratch, rank: 190 }] : [])];
  }
  if (before.length > 1) return [];
  return plainItems(['AS'].map(likeKeyword(instruction)), span, 'keyword');
}

/** In lower case behind a keyword in lower case. */
const likeKeyword =
  ({ keyword: { value } }: Instruction) =>
  (word: string): string =>
    value === value.toLowerCase() ? word.toLowerCase() : word;
