import { flagsOf } from './docs/flags.ts';
import { INSTRUCTIONS, type InstructionName, isInstructionName } from './docs/instructions.ts';
import type { Texts } from './docs/texts.ts';
import type { DockerfileDocument } from './document.ts';
import { placeAt } from './place.ts';

export interface Signature {
  readonly label: string;
  readonly documentation: string;
  /** Offsets in the label. */
  readonly parameters: readonly { readonly start: number; readonly end: number }[];
}

export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  readonly activeSignature: number;
  /** Undefined when no part of the signature is the cursor's. */
  readonly activeParameter: number | undefined;
}

/** The forms of the instruction, with the part that is being written. */
export function signatureAt(
  { file }: DockerfileDocument,
  offset: number,
  texts: Texts,
): SignatureHelp | undefined {
  const place = placeAt(file, offset);
  if (place.kind === 'flagValue' || place.kind === 'mountKey' || place.kind === 'mountValue') {
    const flag = place.kind === 'flagValue' ? place.flag : 'mount';
    const facts = flagsOf(place.instruction.name).find(({ name }) => name === flag);
    const text = texts.flags[`${place.instruction.name} --${flag}`];
    if (!facts || !text) return undefined;
    const signatures = facts.syntax.map(label => signatureOf(label, text.summary));
    return { signatures, activeSignature: 0, activeParameter: undefined };
  }
  if (place.kind !== 'argument' || !isInstructionName(place.instruction.name)) return undefined;
  return argumentSignature(place.instruction.name, place.before, place.typed, texts);
}

function argumentSignature(
  name: InstructionName,
  before: readonly string[],
  typed: string,
  texts: Texts,
): SignatureHelp {
  const { summary } = texts.instructions[name];
  const signatures = INSTRUCTIONS[name].syntax.map(label => signatureOf(label, summary));
  const json = (before[0] ?? typed).startsWith('[');
  const jsonForm = signatures.findIndex(({ label }) => label.includes('["'));
  const shellForm = signatures.findIndex(({ label }) => !label.includes('["'));
  const activeSignature = Math.max(0, json ? jsonForm : shellForm);
  const active = signatures[activeSignature];
  // Placeholders in [] are flags and other optional parts that stand before.
  const count = active?.parameters.length ?? 0;
  const activeParameter = count === 0 ? undefined : Math.min(partOf(name, before, typed), count - 1);
  return { signatures, activeSignature, activeParameter };
}

/** Which placeholder is being written: where a word has several, its signs tell them apart. */
function partOf(name: InstructionName, before: readonly string[], typed: string): number {
  switch (name) {
    case 'FROM':
      if (before.length > 0) return Number.POSITIVE_INFINITY;
      return typed.includes('@') ? 2 : /:[^/]*$/.test(typed) ? 1 : 0;
    case 'ENV':
    case 'LABEL':
    case 'ARG':
      return typed.includes('=') ? 1 : 0;
    case 'EXPOSE':
      return typed.includes('/') ? 1 : 0;
    default:
      return before.length;
  }
}

/** Its parameters are the `<placeholders>` outside of flags. */
function signatureOf(label: string, documentation: string): Signature {
  const parameters = [...label.matchAll(/\[--[^\]]*\]|\[<(?:flags|options)>\]|<[^>]*>[…]?/g)]
    .filter(([text]) => !text.startsWith('['))
    .map(({ 0: text, index }) => ({ start: index, end: index + text.length }));
  return { label, documentation, parameters };
}
