import type { Instruction, Span } from '../syntax/tree.ts';
import type { Texts } from './docs/texts.ts';
import type { DockerfileDocument } from './document.ts';
import { contains, instructionAt } from './find.ts';
import type { Hover } from './hover.ts';
import type { ImageAccounts } from './images/imageTree.ts';
import { shortName } from './images/name.ts';
import { fill, inlineCode } from './markdown.ts';
import { type Account, type AccountKind, accountImage, knownAccounts } from './users.ts';

/** A user or group that USER or `--chown` names at the offset. */
export interface NamedAccount {
  readonly instruction: Instruction;
  readonly kind: AccountKind;
  readonly span: Span;
  readonly name: string;
}

/** The account at the offset; undefined where none stands, and below ONBUILD, where other images count. */
export function accountAt({ file }: DockerfileDocument, offset: number): NamedAccount | undefined {
  const instruction = instructionAt(file, offset);
  if (!instruction || instruction.trigger) return undefined;
  const { name, args, flags } = instruction;
  const token =
    name === 'USER'
      ? args[0]
      : flags.find(flag => flag.name.value === 'chown' && flag.value && contains(flag.value, offset))?.value;
  if (!token || !contains(token, offset) || token.end - token.start !== token.value.length) return undefined;
  if (/[$"'\\]/.test(token.value)) return undefined;
  const colon = token.value.indexOf(':');
  const isGroup = colon >= 0 && offset > token.start + colon;
  const span = {
    start: isGroup ? token.start + colon + 1 : token.start,
    end: isGroup || colon < 0 ? token.end : token.start + colon,
  };
  const text = file.text.slice(span.start, span.end);
  return text === '' ? undefined : { instruction, kind: isGroup ? 'group' : 'user', span, name: text };
}

/** Who the account is, undefined when nothing is known; `image` has those of the base image. */
export function accountHover(
  document: DockerfileDocument,
  { instruction, kind, span, name }: NamedAccount,
  image: ImageAccounts | undefined,
  texts: Texts,
): Hover | undefined {
  const known = knownAccounts(document, instruction, kind, image);
  const number = /^\d+$/.test(name) ? Number(name) : undefined;
  const account = known.find(each => (number === undefined ? each.name === name : each.id === number));
  const markdown = account
    ? accountMarkdown(document, instruction, kind, account, texts)
    : image && missing(document, instruction, kind, number === undefined ? name : undefined, texts);
  return markdown === undefined ? undefined : { span, markdown };
}

function missing(
  document: DockerfileDocument,
  instruction: Instruction,
  kind: AccountKind,
  name: string | undefined,
  { accounts }: Texts,
): string | undefined {
  const image = inlineCode(shortName(accountImage(document, instruction) ?? ''));
  if (name !== undefined) {
    const template = kind === 'user' ? accounts.missingUser : accounts.missingGroup;
    return fill(template, { image, name: inlineCode(name) });
  }
  return kind === 'user' ? fill(accounts.nameless, { image }) : undefined;
}

/** The text of one account; undefined for what is only usual. */
export function accountMarkdown(
  document: DockerfileDocument,
  instruction: Instruction,
  kind: AccountKind,
  { name, id, source, user }: Account,
  { accounts }: Texts,
): string | undefined {
  if (source === undefined) return undefined;
  if (source !== 'image') {
    const template = kind === 'user' ? accounts.madeUser : accounts.madeGroup;
    return fill(template, { name: inlineCode(name), line: source.lines.first + 1 });
  }
  const image = inlineCode(shortName(accountImage(document, instruction) ?? ''));
  return user
    ? fill(accounts.user, {
        ...{ name: inlineCode(name), image, id: user.id, group: user.group },
        home: inlineCode(user.home),
      })
    : fill(accounts.group, { name: inlineCode(name), image, id: id ?? '' });
}
