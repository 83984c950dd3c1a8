import { ruleDocumentation } from '../hoverComment.ts';
import { DIRECTIVES, type DirectiveName } from './directives.ts';
import { type Facts, referenceLink, type Text } from './facts.ts';
import { flagsOf } from './flags.ts';
import { INSTRUCTIONS, type InstructionName } from './instructions.ts';
import { findMountKey, MOUNT_FACTS, type MountKeyName, type MountType } from './mounts.ts';
import type { Texts } from './texts.ts';
import { MODIFIER_EXAMPLES, type Modifier, PREDEFINED_ANCHORS, predefinedKind } from './variables.ts';

/** Something that has documentation. Plain data: it travels with a completion item until it is asked for. */
export type Topic =
  | { readonly kind: 'instruction'; readonly name: InstructionName }
  | { readonly kind: 'flag'; readonly instruction: string; readonly name: string }
  | { readonly kind: 'mount'; readonly type: MountType }
  | { readonly kind: 'mountKey'; readonly type: MountType; readonly key: MountKeyName }
  | { readonly kind: 'directive'; readonly name: DirectiveName }
  | { readonly kind: 'predefined'; readonly name: string }
  | { readonly kind: 'modifier'; readonly modifier: Modifier }
  /** By one of its names. */
  | { readonly kind: 'rule'; readonly name: string };

/** The documentation of a topic as Markdown, undefined when there is none. */
export function renderTopic(topic: Topic, texts: Texts): string | undefined {
  switch (topic.kind) {
    case 'instruction': {
      const facts = INSTRUCTIONS[topic.name];
      return render(texts, facts, texts.instructions[topic.name]);
    }
    case 'flag': {
      const facts = flagsOf(topic.instruction).find(({ name }) => name === topic.name);
      const text = texts.flags[`${topic.instruction} --${topic.name}`];
      return facts && text && render(texts, facts, text);
    }
    case 'mount':
      return render(texts, MOUNT_FACTS[topic.type], texts.mounts[topic.type]);
    case 'mountKey': {
      const key = findMountKey(topic.key);
      const text = texts.mountKeys[`${topic.type}.${topic.key}`] ?? texts.mountKeys[topic.key];
      const { anchor } = MOUNT_FACTS[topic.type];
      const spellings = key ? [key.name, ...key.aliases].map(name => `\`${name}\``).join(', ') : '';
      return key && render(texts, { anchor, ...(key.since && { since: key.since }) }, text, spellings);
    }
    case 'directive':
      return render(texts, DIRECTIVES[topic.name], texts.directives[topic.name]);
    case 'predefined':
      return renderPredefined(topic.name, texts);
    case 'modifier':
      return render(
        texts,
        { anchor: 'environment-replacement', example: MODIFIER_EXAMPLES[topic.modifier] },
        { summary: texts.modifiers[topic.modifier] },
      );
    case 'rule':
      return ruleDocumentation(topic.name);
  }
}

function renderPredefined(name: string, texts: Texts): string | undefined {
  const kind = predefinedKind(name);
  if (!kind) return undefined;
  const facts = { anchor: PREDEFINED_ANCHORS[kind] };
  if (kind === 'proxy') return render(texts, facts, texts.proxyVariable, `\`${name}\``);
  if (kind === 'buildkit') {
    const text: Text | undefined = (texts.buildkitVariables as Readonly<Record<string, Text>>)[name];
    return text && render(texts, facts, text, `\`${name}\``);
  }
  const text: Text | undefined = (texts.platformVariables as Readonly<Record<string, Text>>)[name];
  const details = texts.platformNote.replace('{name}', name);
  return text && render(texts, facts, { ...text, details }, `\`${name}\``);
}

type Rendered = Pick<Facts, 'anchor'> & Partial<Facts>;

function render({ headings }: Texts, facts: Rendered, text: Text, title?: string): string {
  const parts: string[] = [];
  if (facts.syntax) parts.push(fenced(facts.syntax.join('\n')));
  else if (title) parts.push(title);
  parts.push(text.summary);
  if (text.details) parts.push(text.details);
  if (text.default) parts.push(`**${headings.default}:** ${text.default}`);
  if (facts.example) parts.push(`**${headings.example}**\n${fenced(facts.example)}`);
  const notes: string[] = [];
  if (facts.since) notes.push(`*${headings.since.replace('{version}', facts.since)}*`);
  if (facts.engine) notes.push(`*${headings.engine.replace('{version}', facts.engine)}*`);
  notes.push(`[${headings.reference}](${referenceLink(facts.anchor)})`);
  parts.push(notes.join(' · '));
  return parts.join('\n\n');
}

const fenced = (code: string): string => `\`\`\`dockerfile\n${code}\n\`\`\``;
