import { expandWord } from '../../semantics/expansion.ts';
import { sourceKind } from '../../syntax/values/remote.ts';
import { flagNamed } from '../flags.ts';
import { ignoredSource } from '../ignoredSource.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'copy-of-ignored-file',
  aliases: ['CopyIgnoredFile'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  experimental: true,
  contextual: true,
  summary: 'COPY and ADD cannot take what .dockerignore leaves out',
  docs: `What \`.dockerignore\` excludes is never sent to the builder, so that \`COPY\` of such a file fails with "not found" although the file is there. Bring it back with a line like \`!path\` at the end of \`.dockerignore\`, or remove the pattern.

When the file has a \`!\` line, what is left of a folder cannot be told from the patterns alone: the finding is then shown with the presets \`all\` and \`buildkit\` only. BuildKit counts this check as experimental and runs it where \`# check=experimental=CopyIgnoredFile\` asks for it; Strata runs it always.`,
  messages: {
    ignored:
      '`{path}` is left out by the pattern `{pattern}` of .dockerignore, so the builder cannot find it. Remove the pattern, or bring the file back with `!{path}`.',
    excepted: {
      text: '`{path}` is left out by the pattern `{pattern}` of .dockerignore, though a `!` line may bring back a part of it. Make sure that something of it is left to copy.',
      recommended: false,
    },
    unclean: {
      text: '`{path}` is below the root of the context, where the pattern `{pattern}` of .dockerignore leaves it out, so the builder cannot find it. Remove the pattern, or bring the file back with a `!` line.',
      aliases: [],
    },
  },
  fixes: {},
  check({ file, model, stages, surroundings, report }) {
    if (surroundings.dockerignore === undefined) return;
    const ignoredBy = ignoredSource(surroundings.dockerignore);
    for (const { steps } of stages) {
      for (const { instruction, triggeredBy } of steps) {
        const { name, args, heredocs } = instruction;
        if ((name !== 'COPY' && name !== 'ADD') || flagNamed(instruction, 'from')) continue;
        const scope = model.scopeAt(triggeredBy?.end ?? instruction.start);
        const inline = new Set(heredocs.map(({ marker }) => marker.start));
        for (const source of args.slice(0, -1)) {
          if (inline.has(source.start)) continue;
          const { value } = expandWord(source.value, file.escape, variable => scope.get(variable)?.value);
          if (value === undefined || sourceKind(value) !== 'path') continue;
          const found = ignoredBy(value);
          if (!found) continue;
          const message = found.kind === 'certain' ? 'ignored' : found.kind;
          report(triggeredBy ?? source, message, { path: value, pattern: found.pattern });
        }
      }
    }
  },
  examples: [
    {
      bad: 'FROM alpine\nCOPY «node_modules» package.json /app/\n',
      message: 'ignored',
      surroundings: { dockerignore: 'node_modules\n' },
    },
    {
      bad: 'FROM alpine\nCOPY «./node_modules» /app/\n',
      message: 'unclean',
      surroundings: { dockerignore: 'node_modules\n' },
    },
    {
      good: 'FROM alpine\nCOPY src /app/\n',
      surroundings: { dockerignore: 'node_modules\n' },
    },
    {
      bad: 'FROM alpine\nCOPY «.» /app/\n',
      message: 'excepted',
      surroundings: { dockerignore: '*\n!src\n' },
    },
  ],
});
