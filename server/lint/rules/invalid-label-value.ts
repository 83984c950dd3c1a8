import { hasFormat } from '../labelFormats.ts';
import { labelsOf } from '../labels.ts';
import type { LabelFormat } from '../options.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'invalid-label-value',
  aliases: ['DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056', 'DL3058'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  contextual: true,
  summary: 'The value of a label should be what the project says it is',
  docs: `The \`label-schema\` of \`.hadolint.yaml\` says of each label what its value is:

| schema | value |
|---|---|
| \`text\` | anything but nothing |
| \`url\` | a URL |
| \`semver\` | a semantic version, such as \`1.0.0-rc.1\` |
| \`hash\` | a git commit, from 7 digits on |
| \`rfc3339\` | a time, such as \`2026-01-31T12:00:00Z\` |
| \`spdx\` | a licence as SPDX names it, such as \`MIT\` or \`Apache-2.0 OR MIT\` |
| \`email\` | a mail address |

Variables are not put in, since their values can be others in each build: a label that gets its value from one has to be \`text\`. Without a schema the rule is silent.`,
  messages: {
    empty: { text: 'The label `{label}` has no value. Give it one, or leave it out.', aliases: ['DL3051'] },
    url: {
      text: 'The label `{label}` should be a URL, and `{value}` is none. Write one with its scheme, such as https://example.org.',
      aliases: ['DL3052'],
    },
    rfc3339: {
      text: 'The label `{label}` should be a time as in RFC 3339, and `{value}` is none. Write it as 2026-01-31T12:00:00Z.',
      aliases: ['DL3053'],
    },
    spdx: {
      text: 'The label `{label}` should be a licence by its SPDX identifier, and `{value}` is none. Write it as spdx.org/licenses does, such as Apache-2.0.',
      aliases: ['DL3054'],
    },
    hash: {
      text: 'The label `{label}` should be a git commit, and `{value}` is none. Write 7 to 40 hexadecimal digits.',
      aliases: ['DL3055'],
    },
    semver: {
      text: 'The label `{label}` should be a semantic version, and `{value}` is none. Write three numbers, such as 1.4.0.',
      aliases: ['DL3056'],
    },
    email: {
      text: 'The label `{label}` should be a mail address, and `{value}` is none. Write it as name@example.org.',
      aliases: ['DL3058'],
    },
  },
  fixes: {},
  check({ file, model, stages, options, report }) {
    if (!options.labelSchema) return;
    for (const { key, value, valueSpan } of labelsOf(file, model, stages)) {
      const format = key === undefined ? undefined : options.labelSchema.get(key);
      if (key === undefined || format === undefined || value === undefined) continue;
      if (value.trim() === '') report(valueSpan, 'empty', { label: key });
      else if (format !== 'text' && !hasFormat(value, format))
        report(valueSpan, format, { label: key, value });
    }
  },
  examples: [
    { bad: 'FROM alpine:3.22\nLABEL a=«""» a=«" "»\n', message: 'empty', options: schema('text') },
    {
      bad: 'FROM alpine:3.22\nLABEL a=«example.org» a=«"http:// x"»\n',
      message: 'url',
      options: schema('url'),
    },
    {
      bad: 'FROM alpine:3.22\nLABEL a=«2026-02-30T12:00:00Z» a=«yesterday»\n',
      message: 'rfc3339',
      options: schema('rfc3339'),
    },
    { bad: 'FROM alpine:3.22\nLABEL a=«Apache-2» a=«"MIT AND"»\n', message: 'spdx', options: schema('spdx') },
    { bad: 'FROM alpine:3.22\nLABEL a=«123abc» a=«main»\n', message: 'hash', options: schema('hash') },
    {
      bad: 'FROM alpine:3.22\nARG V=1.0.0\nLABEL a=«1.0» a=«"$V"» a=«v1.0.0»\n',
      message: 'semver',
      options: schema('semver'),
    },
    {
      bad: 'FROM alpine:3.22\nLABEL a=«ada» a=«"Ada <ada@example.org>"»\n',
      message: 'email',
      options: schema('email'),
    },
    { good: 'FROM alpine:3.22\nARG V\nLABEL a="$V" b=""\n', options: schema('text') },
    {
      good: 'FROM alpine:3.22\nLABEL a="https://example.org/a?b=c#d" a=urn:isbn:1\n',
      options: schema('url'),
    },
    { good: 'FROM alpine:3.22\nLABEL a=2026-01-31T12:00:00.5+01:00\n', options: schema('rfc3339') },
    {
      good: 'FROM alpine:3.22\nLABEL a=MIT a="(Apache-2.0 OR GPL-2.0-only WITH Classpath-exception-2.0) AND BSD-3-Clause"\n',
      options: schema('spdx'),
    },
    {
      good: 'FROM alpine:3.22\nLABEL a=0123456 a="0123456789abcdef0123456789abcdef01234567"\n',
      options: schema('hash'),
    },
    { good: 'FROM alpine:3.22\nLABEL a=1.0.0-rc.1+build.7\n', options: schema('semver') },
    { good: 'FROM alpine:3.22\nLABEL a=ada.lovelace+images@mail.example.org\n', options: schema('email') },
    { good: 'FROM alpine:3.22\nLABEL a=\n', note: 'The project has no schema.' },
  ],
});

function schema(format: LabelFormat): { readonly labelSchema: ReadonlyMap<string, LabelFormat> } {
  return { labelSchema: new Map([['a', format]]) };
}
