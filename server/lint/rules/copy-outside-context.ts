import { cleanPath } from '../../semantics/paths.ts';
import { sourceKind } from '../../syntax/values/remote.ts';
import { flagNamed } from '../flags.ts';
import { defineRule } from '../rule.ts';
import { knownText, transfers } from '../transfers.ts';

export default defineRule({
  id: 'copy-outside-context',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'COPY and ADD cannot reach files outside the build context',
  docs: `The build sees the folder that is given to it, the context, and nothing around it. A path that climbs out with \`..\` is not an error: the builder takes the context's own top for everything above it, so \`COPY ../shared /shared\` looks for \`shared\` within the context and fails, or worse, copies another file of that name. Build with the folder above as context (\`docker build -f app/Dockerfile ..\`), or give the other folder a name of its own with \`--build-context shared=../shared\` and write \`COPY --from=shared\`.

Sources with \`--from\` are left alone: there \`..\` stays within the other image.`,
  messages: {
    outside:
      '`{path}` leads out of the build context, which ends at its own top folder: `{inside}` is taken instead. Build with the folder above as context, or pass it with `--build-context`.',
  },
  fixes: {},
  check({ file, model, stages, report }) {
    for (const { instruction, sources } of transfers(stages)) {
      if (flagNamed(instruction, 'from')) continue;
      for (const source of sources) {
        if (!source.value.includes('..')) continue;
        const known = knownText(file, model, source);
        if (!known || known.startsUnknown || sourceKind(known.value) !== 'path') continue;
        const path = known.value.replace(/^\/+/, '').replaceAll('\\', '/');
        const cleaned = cleanPath(path);
        if (cleaned !== '..' && !cleaned.startsWith('../')) continue;
        const inside = cleaned.replace(/^(?:\.\.\/?)+/, '') || '.';
        report(source, 'outside', { path: known.value, inside });
      }
    }
  },
  examples: [
    { bad: 'FROM node:24\nCOPY «../shared» /shared\n', message: 'outside' },
    { bad: 'FROM node:24\nADD package.json «src/../../lib» «/../a» /app/\n', message: 'outside' },
    { bad: 'FROM node:24\nCOPY [«".."», "/app"]\nONBUILD COPY «../x» /x\n', message: 'outside' },
    { good: 'FROM node:24\nCOPY src/../lib ./..a a..b /app/\nCOPY --from=build ../x /x\n' },
    { good: 'FROM node:24\nADD https://example.org/../a /a\nCOPY $DIR/../x /x\n' },
  ],
});
