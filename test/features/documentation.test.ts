import assert from 'node:assert/strict';
import { DIRECTIVE_NAMES } from '../../server/features/docs/directives.ts';
import { FLAGS } from '../../server/features/docs/flags.ts';
import { INSTRUCTION_NAMES, INSTRUCTIONS } from '../../server/features/docs/instructions.ts';
import { MOUNT_KEYS, MOUNT_TYPES } from '../../server/features/docs/mounts.ts';
import { renderTopic, type Topic } from '../../server/features/docs/topic.ts';
import { MODIFIERS, PREDEFINED } from '../../server/features/docs/variables.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { documentOf, texts } from './kit.ts';

const topics: readonly Topic[] = [
  ...INSTRUCTION_NAMES.map(name => ({ kind: 'instruction', name }) as const),
  ...Object.entries(FLAGS).flatMap(([instruction, flags]) =>
    flags.map(({ name }) => ({ kind: 'flag', instruction, name }) as const),
  ),
  ...MOUNT_TYPES.map(type => ({ kind: 'mount', type }) as const),
  ...MOUNT_KEYS.flatMap(({ name, types }) =>
    types.map(type => ({ kind: 'mountKey', type, key: name }) as const),
  ),
  ...DIRECTIVE_NAMES.map(name => ({ kind: 'directive', name }) as const),
  ...[...PREDEFINED.platform, ...PREDEFINED.proxy, ...PREDEFINED.buildkit].map(
    name => ({ kind: 'predefined', name }) as const,
  ),
  ...MODIFIERS.map(modifier => ({ kind: 'modifier', modifier }) as const),
];

const nameOf = (topic: Topic): string => Object.values(topic).join(' ');

describe('documentation', () => {
  it('covers every instruction of the reference', () => {
    assert.deepEqual(
      [...INSTRUCTION_NAMES].sort(),
      'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
        ' ',
      ),
    );
  });

  it('covers every flag that BuildKit knows', () => {
    assert.deepEqual(
      Object.entries(FLAGS).flatMap(([instruction, flags]) =>
        flags.map(({ name }) => `${instruction} --${name}`),
      ),
      [
        ...['FROM --platform', 'RUN --mount', 'RUN --network', 'RUN --security', 'RUN --device'],
        ...['from', 'chown', 'chmod', 'link', 'parents', 'exclude'].map(name => `COPY --${name}`),
        ...['checksum', 'chown', 'chmod', 'link', 'keep-git-dir', 'unpack', 'exclude'].map(
          name => `ADD --${name}`,
        ),
        ...['interval', 'timeout', 'start-period', 'start-interval', 'retries'].map(
          name => `HEALTHCHECK --${name}`,
        ),
      ],
    );
  });

  for (const topic of topics) {
    it(nameOf(topic), () => {
      const markdown = renderTopic(topic, texts) ?? '';
      assert.match(
        markdown,
        /\[Reference\]\(https:\/\/docs\.docker\.com\/reference\/dockerfile\/#[a-z0-9-]+\)$/,
      );
      const summary = markdown.replace(/```[\s\S]*?```/g, '').trim();
      assert.match(summary, /[A-Z][\s\S]*\./, 'says something in a sentence');
      assert.ok(markdown.length < 2200, 'short enough to be read');
      if (
        topic.kind === 'instruction' ||
        topic.kind === 'flag' ||
        topic.kind === 'mount' ||
        topic.kind === 'directive'
      ) {
        assert.match(markdown, /\*\*Example\*\*\n```dockerfile\n/);
      }
      assert.doesNotMatch(markdown, /(?<!\$)\{\w+\}/, 'no hole left open');
    });
  }

  it('what it shows as an example is what BuildKit reads', () => {
    const examples = [
      ...Object.values(INSTRUCTIONS).map(({ example }) => example),
      ...Object.values(FLAGS).flatMap(flags => flags.map(({ example }) => example)),
    ];
    for (const example of examples) {
      const text = example.startsWith('FROM') || example.startsWith('ARG') ? example : `FROM a\n${example}`;
      assert.deepEqual(parseDockerfile(text).errors, [], example);
    }
  });

  it('an example of an instruction or flag uses it', () => {
    for (const [instruction, flags] of Object.entries(FLAGS)) {
      for (const { name, example } of flags) {
        const { file } = documentOf(example);
        const used = file.instructions.some(
          found => found.name === instruction && found.flags.some(flag => flag.name.value === name),
        );
        assert.ok(used, `${instruction} --${name}: ${example}`);
      }
    }
  });
});
