import type { Instruction, Span } from '../syntax/tree.ts';
import type { Texts } from './docs/texts.ts';
import { findSignal, isLabelName, PORTS, SIGNALS } from './docs/values.ts';
import { contains } from './find.ts';
import type { Hover } from './hover.ts';
import { fill, inlineCode } from './markdown.ts';

/** Words whose meaning is known: ports, signals, standard labels. */
export function wordHover(instruction: Instruction, offset: number, texts: Texts): Hover | undefined {
  const { name, args, pairs } = instruction;
  switch (name) {
    case 'EXPOSE': {
      const word = args.find(arg => contains(arg, offset));
      return word && portHover(word, word.value, texts);
    }
    case 'STOPSIGNAL': {
      const word = args.find(arg => contains(arg, offset));
      const signal = word && findSignal(word.value);
      if (!word || !signal) return undefined;
      const title = `**${signal}** · ${fill(texts.values.signal, { number: SIGNALS[signal] })}`;
      return { span: plain(word), markdown: `${title}\n\n${texts.signals[signal]}` };
    }
    case 'LABEL': {
      const key = pairs.find(pair => contains(pair.name, offset))?.name;
      const label = key?.value.replace(/^(["'])(.*)\1$/s, '$2');
      if (!key || label === undefined || !isLabelName(label)) return undefined;
      return { span: plain(key), markdown: `${inlineCode(label)}\n\n${texts.labels[label]}` };
    }
    default:
      return undefined;
  }
}

function portHover(span: Span, text: string, { values }: Texts): Hover | undefined {
  const [, first, last, protocol = 'tcp'] =
    /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(text) ?? [];
  if (first === undefined) return undefined;
  const range = last === undefined || last === first ? first : `${first}-${last}`;
  const usual = last === undefined ? PORTS.find(({ port }) => port === first) : undefined;
  const title = `**${fill(values.port, { port: `${range}/${protocol.toLowerCase()}` })}**`;
  const name = usual ? ` · ${fill(values.usually, { name: usual.name })}` : '';
  return { span: plain(span), markdown: `${title}${name}\n\n${values.exposed}` };
}

const plain = ({ start, end }: Span): Span => ({ start, end });
