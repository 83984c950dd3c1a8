import { expandWord } from '../../semantics/expansion.ts';
import type { Model } from '../../semantics/model.ts';
import type { Dockerfile } from '../../syntax/tree.ts';
import { parseReference } from '../../syntax/values/reference.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'invalid-default-base-image',
  aliases: ['InvalidDefaultArgInFrom'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'The defaults of the global arguments should give a usable base image',
  docs: `A Dockerfile should build without any \`--build-arg\`. When an ARG that FROM uses has no default, or one that makes the name of the image invalid (\`node:\` with nothing behind the colon), it does not; and tools that read the file, such as those that look for updates, cannot tell what it is built upon. Give the ARG a default, or FROM a fallback: \`\${VERSION:-24}\`.`,
  messages: {
    invalid:
      'With the defaults of its arguments this becomes `{reference}`, which is no name of an image, so the build works with --build-arg only. Give the ARG a default that fits.',
    empty:
      'With the defaults of its arguments this is empty, so the build works with --build-arg only. Give the ARG a default.',
    literal: {
      text: '`{reference}` is no name of an image. Write it as `registry/name:tag`, the name in lower case.',
      recommended: false,
    },
  },
  fixes: {},
  check({ file, model, report }) {
    const defaults = defaultArguments(file, model);
    if (!defaults) return;
    for (const { from } of model.stages) {
      const [base] = from.args;
      if (!base) continue;
      const { value, used, unset } = expandWord(base.value, file.escape, defaults);
      if (value === undefined) return;
      if (typeof parseReference(value) !== 'string') continue;
      if (used.length + unset.length === 0) report(base, 'literal', { reference: value });
      else if (value === '') report(base, 'empty', {});
      else report(base, 'invalid', { reference: value });
    }
  },
  examples: [
    { bad: 'ARG VERSION\nFROM «node:$VERSION»\n', message: 'invalid' },
    { bad: 'ARG BASE\nFROM «$BASE»\n', message: 'empty' },
    { bad: 'FROM «Node»\n', message: 'literal' },
    { good: 'ARG VERSION=24\nFROM node:$VERSION\n' },
    { good: 'ARG VERSION\nFROM node:${VERSION:-24}\n' },
  ],
});

/** Values as if no build argument were given; undefined when BuildKit cannot read a default. */
function defaultArguments(
  file: Dockerfile,
  model: Model,
): ((name: string) => string | undefined) | undefined {
  const values = new Map<string, string>();
  const platforms = model.scopeAt(0);
  const get = (name: string): string | undefined => {
    const known = platforms.get(name);
    return values.get(name) ?? (known?.kind === 'platform' ? known.value : undefined);
  };
  for (const { name, pairs } of model.preamble) {
    if (name !== 'ARG') continue;
    for (const pair of pairs) {
      if (!pair.value) continue;
      const { value } = expandWord(pair.value.value, file.escape, get);
      if (value === undefined) return undefined;
      values.set(pair.name.value, value);
    }
  }
  return get;
}
