import { expandWord } from '../../semantics/expansion.ts';
import { parsePlatform } from '../../syntax/values/platform.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mismatched-base-platform',
  aliases: ['InvalidBaseImagePlatform'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  contextual: true,
  summary: 'The base image should exist for the platform of the build',
  docs: `When a base image is not there for the platform that is built, and the engine has one for another platform under the same name, the build goes on with that one. RUN then works under emulation or fails with "exec format error", and the image carries the wrong platform. Choose an image that exists for the platform, or ask for the other platform with \`--platform\`.

This needs an engine or a registry that knows the image; without one nothing is said. The fix is unsafe: the stage is then built for the other platform.`,
  messages: {
    mismatch:
      '`{image}` is there for `{actual}` only, but this stage is built for `{expected}`. Choose an image for that platform, or set `--platform={actual}`.',
  },
  fixes: { platform: { title: 'Build for `{platform}`', safe: false } },
  check({ file, model, surroundings, report }) {
    if (!surroundings.baseImages) return;
    for (const { base, platform: flag, from } of model.stages) {
      if (base.kind !== 'image') continue;
      const image = surroundings.baseImages?.[base.reference];
      const actual = image && parsePlatform(image.platform);
      const scope = model.scopeAt(from.start);
      const asked = flag && expandWord(flag.value, file.escape, name => scope.get(name)?.value).value;
      const expected = parsePlatform(asked ?? surroundings.platform ?? 'linux/amd64');
      if (!actual || typeof actual === 'string' || typeof expected === 'string') continue;
      const isSame = !expected.architecture || actual.architecture === expected.architecture;
      if (actual.os === expected.os && isSame) continue;
      const platform = `${actual.os}/${actual.architecture}`;
      const at = from.keyword.end;
      const edits = [{ span: { start: at, end: at }, newText: ` --platform=${platform}` }];
      const fix = flag ? undefined : ({ fix: 'platform', args: { platform }, edits } as const);
      const args = {
        image: base.reference,
        actual: platform,
        expected: `${expected.os}/${expected.architecture}`,
      };
      report(base.token, 'mismatch', args, fix);
    }
  },
  examples: [
    {
      bad: 'FROM «registry.example.org/tool»\n',
      message: 'mismatch',
      fixed: 'FROM --platform=linux/amd64 registry.example.org/tool\n',
      surroundings: {
        platform: 'linux/arm64',
        baseImages: { 'registry.example.org/tool': { platform: 'linux/amd64' } },
      },
    },
    {
      good: 'FROM registry.example.org/tool\n',
      surroundings: {
        platform: 'linux/amd64',
        baseImages: { 'registry.example.org/tool': { platform: 'linux/amd64' } },
      },
    },
    { good: 'FROM registry.example.org/tool\n', note: 'Nothing is known of the image.' },
  ],
});
