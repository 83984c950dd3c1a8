import { expandables } from '../../semantics/expandable.ts';
import { variableUses } from '../../semantics/expansion.ts';
import { defineRule } from '../rule.ts';
import { nameSuggestions } from '../similarName.ts';

export default defineRule({
  id: 'undefined-argument-in-from',
  aliases: ['UndefinedArgInFrom'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'FROM can only use arguments that an ARG before the first FROM declares',
  docs: `A variable in FROM is replaced by nothing unless an ARG before the first FROM declares it; the platform arguments such as \`BUILDPLATFORM\` are always there. An ARG within a stage does not count. \`FROM node:$VERSION\` then asks for \`node:\`, which no build can use, and \`FROM node$SUFFIX\` builds upon another image than intended.

The fix that corrects a misspelt name is unsafe: it is a guess.`,
  messages: {
    undeclared:
      'No ARG before the first FROM declares `{name}`, so it is empty here and cannot be set with --build-arg. Declare it above the first FROM.',
    misspelt: 'No ARG before the first FROM declares `{name}`, so it is empty here. Is `{similar}` meant?',
  },
  fixes: { rename: { title: 'Change to `{similar}`', safe: false } },
  check({ file, model, report }) {
    const suggest = nameSuggestions();
    for (const { from } of model.stages) {
      const scope = model.scopeAt(from.start);
      for (const { token, raw } of expandables(file.text, from)) {
        for (const { name, nameSpan, span } of variableUses(from.logical, token, {
          escape: file.escape,
          raw,
        })) {
          if (scope.get(name)) continue;
          const similar = suggest(name, scope);
          if (similar === undefined) report(span, 'undeclared', { name });
          else {
            report(
              span,
              'misspelt',
              { name, similar },
              {
                fix: 'rename',
                args: { similar },
                edits: [{ span: nameSpan, newText: similar }],
              },
            );
          }
        }
      }
    }
  },
  examples: [
    { bad: 'FROM node:24«$FLAVOUR»\n', message: 'undeclared' },
    {
      bad: 'ARG VERSION=24\nFROM node:24 AS build\nARG FLAVOUR=-slim\nFROM node:24«${FLAVOUR}»\n',
      message: 'undeclared',
      note: 'An ARG within a stage does not count.',
    },
    {
      bad: 'ARG VERSION=24\nFROM node:«${VERSOIN}»\n',
      message: 'misspelt',
      fixed: 'ARG VERSION=24\nFROM node:${VERSION}\n',
    },
    { good: 'ARG VERSION=24\nFROM --platform=$BUILDPLATFORM node:$VERSION\n' },
  ],
});
