import type { Span } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';
import { imagePage } from './images/page.ts';

export interface Link {
  readonly span: Span;
  readonly url: string;
  readonly kind: 'image' | 'url';
}

/** Pages of images, and the URLs of ADD. Nothing where a variable leaves the name open. */
export function links({ file, model }: DockerfileDocument): readonly Link[] {
  const found: Link[] = [];
  for (const { base } of model.stages) {
    if (base.kind === 'image') addImage(found, base.token, base.reference, base.unset.length === 0);
  }
  for (const { stage, kind, value, token, onbuild } of model.references) {
    if (stage || kind === 'from' || onbuild || /^\d+$/.test(value)) continue;
    addImage(found, token, value, !value.includes('$'));
  }
  for (const { name, start, end, value } of file.directives) {
    if (name === 'syntax') addImage(found, value, value.value, end > start);
  }
  for (const outer of file.instructions) {
    const { name, args } = outer.trigger ?? outer;
    if (name !== 'ADD') continue;
    for (const { value, start, end } of args.slice(0, -1)) {
      const url = /\$/.test(value) ? undefined : webUrl(value);
      if (url) found.push({ span: { start, end }, url, kind: 'url' });
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

function addImage(found: Link[], { start, end }: Span, reference: string, complete: boolean): void {
  const url = complete ? imagePage(reference) : undefined;
  if (url) found.push({ span: { start, end }, url, kind: 'image' });
}

/** An address that a browser can open; git over ssh is shown as its web page. */
function webUrl(source: string): string | undefined {
  const ssh = /^(?:git@|ssh:\/\/git@)([\w.-]+)[:/]([\w./-]+?)(?:\.git)?(?:#.*)?$/.exec(source);
  if (ssh) return `https://${ssh[1]}/${ssh[2]}`;
  if (!/^https?:\/\/[^\s/]/i.test(source)) return undefined;
  return source.replace(/\.git(?:#.*)?$/, '');
}
