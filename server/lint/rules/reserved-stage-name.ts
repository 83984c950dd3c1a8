import { instructionsNamed } from '../instructions.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'reserved-stage-name',
  aliases: ['ReservedStageName'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A stage should not be called scratch or context',
  docs: `\`scratch\` is the empty image, \`context\` the build context. A stage with such a name takes the place of neither everywhere nor nowhere: \`FROM scratch\` stays empty while \`COPY --from=scratch\` reaches the stage.`,
  messages: {
    reserved:
      'Stage name `{name}` means something else to Docker: `scratch` is the empty image, `context` the build context. Choose another name.',
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
