import type { ImageFacts } from '../../server/align/alignment.ts';

/** An image by the entries of its history. Entries by their text: `-` in front of one without a layer; a comment behind ` ## `. */
export function imageFacts(entries: readonly string[], more: Partial<ImageFacts> = {}): ImageFacts {
  const history = entries.map(entry => {
    const [text = '', comment = ''] = entry.split(' ## ');
    return { createdBy: text.replace(/^- ?/, ''), comment, empty: text.startsWith('-') };
  });
  const count = history.filter(({ empty }) => !empty).length;
  const layers = Array.from({ length: count }, (_, index) => ({
    diffId: `sha256:${index}`,
    digest: undefined,
    bytes: 10 * index,
  }));
  return { history, layers, ...more };
}
