import type { Instruction, Span } from '../../syntax/tree.ts';
import type { Texts } from '../docs/texts.ts';
import type { DockerfileDocument, Known } from '../document.ts';
import { accountMarkdown } from '../hoverAccount.ts';
import { placeAt } from '../place.ts';
import { type AccountKind, knownAccounts } from '../users.ts';
import type { CompletionItem } from './item.ts';

/** What is written of `user:group`, to the cursor. */
interface AccountPlace {
  readonly instruction: Instruction;
  readonly typed: string;
  readonly span: Span;
}

/** The instruction whose users or groups are written at the offset; undefined elsewhere. */
export function accountPlaceAt({ file }: DockerfileDocument, offset: number): Instruction | undefined {
  const place = placeAt(file, offset);
  const isAccount =
    (place.kind === 'argument' && place.instruction.name === 'USER' && place.before.length === 0) ||
    (place.kind === 'flagValue' && place.flag === 'chown');
  return isAccount ? place.instruction : undefined;
}

/** Users for USER and `--chown`, behind the colon groups: those of the image and the file, then what is usual. */
export function accountItems(
  document: DockerfileDocument,
  place: AccountPlace,
  texts: Texts,
  known: Known,
): readonly CompletionItem[] {
  const { instruction, typed, span } = place;
  const colon = typed.lastIndexOf(':');
  const kind: AccountKind = colon < 0 ? 'user' : 'group';
  const own = { start: span.end - (typed.length - colon - 1), end: span.end };
  const items = new Map<string, CompletionItem>();
  const add = (name: string, detail?: string, markdown?: string): void => {
    if (name === '' || items.has(name)) return;
    items.set(name, {
      label: name,
      kind: 'value',
      span: own,
      newText: name,
      rank: items.size,
      ...(detail !== undefined && { detail, detailInRow: true }),
      ...(markdown !== undefined && { markdown }),
    });
  };
  const accounts = knownAccounts(document, instruction, kind, known.accounts);
  // Services of the image are seldom meant: what the file uses comes before them.
  const isNear = ({ id = 1000 }: { readonly id?: number }): boolean => id >= 1000 && id < 65_534;
  const addAll = (near: boolean): void => {
    for (const account of accounts.filter(each => isNear(each) === near)) {
      const { name, id } = account;
      const detail = id === undefined ? undefined : `${kind === 'user' ? 'uid' : 'gid'} ${id}`;
      add(name, detail, accountMarkdown(document, instruction, kind, account, texts));
    }
  };
  addAll(true);
  for (const value of writtenIn(document, instruction)) {
    const at = value.indexOf(':');
    if (kind === 'group') {
      if (at >= 0) add(value.slice(at + 1));
    } else {
      add(value);
      if (at >= 0) add(value.slice(0, at));
    }
  }
  if (kind === 'user') {
    for (const usual of ['nobody', '1000:1000', 'root']) {
      const account = accounts.find(({ name }) => name === usual);
      // A name has to be in the image; a number and root are always there.
      if (known.accounts && usual === 'nobody' && !account) continue;
      add(usual, account?.id === undefined ? undefined : `uid ${account.id}`);
    }
  }
  addAll(false);
  return [...items.values()];
}

/** What USER and `--chown` say elsewhere in the file. */
function writtenIn({ file }: DockerfileDocument, own: Instruction): readonly string[] {
  const values = new Set<string>();
  for (const outer of file.instructions) {
    const { name, args, flags, start } = outer.trigger ?? outer;
    if (start === own.start) continue;
    if (name === 'USER' && args[0]) values.add(args[0].value);
    for (const flag of flags) if (flag.name.value === 'chown' && flag.value) values.add(flag.value.value);
  }
  return [...values];
}
