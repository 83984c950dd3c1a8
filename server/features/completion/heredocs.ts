import type { Heredoc } from '../../syntax/tree.ts';
import type { DockerfileDocument } from '../document.ts';
import type { HeredocPlace } from '../place.ts';
import { type CompletionItem, plainItems } from './item.ts';

/**
 * Names for a here-document, those that the file uses first. Where no body follows yet, one comes along. At the start
 * of a line of a body that has no end: the name that ends it.
 */
export function heredocItems(
  { file }: DockerfileDocument,
  { kind, instruction, span, typed, quote }: HeredocPlace,
): readonly CompletionItem[] {
  const own = instruction.heredocs;
  if (kind === 'heredocEnd') {
    const open = own.find(({ terminator }) => !terminator);
    return open ? plainItems([open.name], span, 'keyword') : [];
  }
  const others = file.instructions
    .flatMap(({ heredocs, trigger }) => [...heredocs, ...(trigger?.heredocs ?? [])])
    .filter(({ marker }) => marker.start > span.start || marker.end < span.start);
  const onThisLine = own.filter(heredoc => others.includes(heredoc)).map(({ name }) => name);
  const names = new Set([...namesOf(others), 'EOF', 'EOT']);
  for (const name of onThisLine) names.delete(name);
  const lineEnd = file.text.indexOf('\n', span.end);
  const rest = file.text.slice(span.end, lineEnd < 0 ? undefined : lineEnd).trim();
  const closing = rest.startsWith(quote) ? '' : quote;
  const isAlone = (rest === '' || rest === quote) && quote === '' && onThisLine.length === 0;
  return [...names].map((name, index) => {
    const hasBody = own.some(heredoc => heredoc.name === name && heredoc.terminator !== undefined);
    const snippet = isAlone && !hasBody;
    const destination = instruction.name === 'RUN' ? '' : ' ${1:/path}';
    return {
      label: name,
      kind: 'keyword' as const,
      span,
      newText: snippet ? `${name}${destination}\n$0\n${name}` : name + closing,
      ...(snippet && { snippet: true as const }),
      rank: name.startsWith(typed) ? index : 100 + index,
    };
  });
}

/** Names without anything that a snippet or a quote would read as its own. */
function namesOf(heredocs: readonly Heredoc[]): readonly string[] {
  return heredocs.map(({ name }) => name).filter(name => /^\w+$/.test(name));
}
