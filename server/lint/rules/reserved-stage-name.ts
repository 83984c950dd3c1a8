import { instructionsNamed } from '../instructions.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'reserved-stage-name',
  aliases: ['ReservedStageName', 'DL3063'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A stage should not be called scratch or context',
  docs: `\`scratch\` is the empty image, \`context\` the build context. Below a stage called \`scratch\`, \`FROM scratch\` no longer starts from nothing but from that stage, with everything in it; nobody who reads the line expects that.`,
  messages: {
    reserved:
      'Stage name `{name}` hides what Docker calls so: `scratch` is the empty image, `context` the build context. Choose another name.',
  },
  fixes: {},
  check({ file, report }) {
    for (const from of instructionsNamed(file, 'FROM')) {
      const name = from.args.length === 3 ? from.args[2] : undefined;
      if (name && RESERVED.has(name.value.toLowerCase())) report(name, 'reserved', { name: name.value });
    }
  },
  examples: [
    { bad: 'FROM alpine AS «scratch»\n', message: 'reserved' },
    { bad: 'FROM alpine AS «context»\n', message: 'reserved' },
    { good: 'FROM scratch AS files\n' },
  ],
});

const RESERVED: ReadonlySet<string> = new Set(['context', 'scratch']);
