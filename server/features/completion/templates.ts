import type { Span } from '../../syntax/tree.ts';
import type { DockerfileDocument } from '../document.ts';
import { dockerfileSnippets } from '../templates/templates.ts';
import type { CompletionItem } from './item.ts';

/** Whole Dockerfiles, by language, where nothing stands yet. */
export function templateItems({ file }: DockerfileDocument, span: Span): readonly CompletionItem[] {
  const rest = file.text.slice(0, span.start) + file.text.slice(span.end);
  if (rest.trim() !== '') return [];
  snippets ??= makeSnippets();
  return snippets.map(({ name, newText, markdown }, index) => ({
    label: name,
    kind: 'snippet',
    span,
    newText,
    snippet: true,
    detail: 'Dockerfile',
    rank: 2000 + index,
    markdown,
  }));
}

// Signs that no Dockerfile holds mark the places until the rest is escaped.
const [OPEN, MIDDLE, CLOSE] = ['\ue000', '\ue001', '\ue002'];

interface Snippet {
  readonly name: string;
  readonly newText: string;
  readonly markdown: string;
}

/** Made when first asked for: a server that starts has better things to do. */
let snippets: readonly Snippet[] | undefined;

function makeSnippets(): readonly Snippet[] {
  return dockerfileSnippets((index, text) => `${OPEN}${index}${MIDDLE}${text}${CLOSE}`).map(
    ({ name, text }) => ({
      name,
      newText: text
        .replace(/[\\$}]/g, '\\$&')
        .replaceAll(OPEN, '${')
        .replaceAll(MIDDLE, ':')
        .replaceAll(CLOSE, '}'),
      markdown: `\`\`\`dockerfile\n${text.replace(/\ue000\d+\ue001|\ue002/g, '')}\`\`\``,
    }),
  );
}
