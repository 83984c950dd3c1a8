import assert from 'node:assert/strict';
import { findSecrets } from '../../server/lint/secrets.ts';

/** Letters and figures in no order, made here so that no scanner takes this file for a leak. */
const some = (length: number, letters = 'aB3dE5gH7jK9mN2pQ4rS6tU8vW'): string =>
  Array.from({ length }, (_, index) => letters[(index * 7) % letters.length]).join('');

const TOKENS: Readonly<Record<string, string>> = {
  AWS: `AKIA${some(16, 'A2B3C4D5E6F7G')}`,
  GitHub: `ghp_${some(36)}`,
  GitLab: `glpat-${some(20)}`,
  npm: `npm_${some(36)}`,
  PyPI: `pypi-AgE${some(60)}`,
  'Docker Hub': `dckr_pat_${some(27)}`,
  Slack: `xoxb-${some(24)}`,
  Stripe: `sk_live_${some(24)}`,
  Google: `AIza${some(35)}`,
  OpenAI: `sk-proj-${some(48)}`,
  Anthropic: `sk-ant-${some(40)}`,
  'Hugging Face': `hf_${some(34, 'abCdEfGh')}`,
  SendGrid: `SG.${some(22)}.${some(43)}`,
};

describe('secrets by their form', () => {
  for (const [issuer, token] of Object.entries(TOKENS)) {
    it(`of ${issuer} are found wherever they stand`, () => {
      for (const text of [token, `RUN a --b=${token} c`, `ENV A="${token}"\n`]) {
        const start = text.indexOf(token);
        assert.deepEqual(findSecrets(text), [{ start, end: start + token.length, kind: 'token', issuer }]);
      }
      // Too short, or with something in front that makes another word of it.
      assert.deepEqual(findSecrets(token.slice(0, 9)), []);
      assert.deepEqual(findSecrets(`x${token}`), []);
    });
  }

  it('are private keys, and no public ones', () => {
    for (const name of ['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '])
      assert.equal(findSecrets(`-----BEGIN ${name}PRIVATE KEY-----`)[0]?.kind, 'key', name);
    assert.equal(findSecrets('-----BEGIN PGP PRIVATE KEY BLOCK-----')[0]?.kind, 'key');
    assert.deepEqual(findSecrets('-----BEGIN PUBLIC KEY----- -----BEGIN CERTIFICATE-----'), []);
  });

  it('are passwords in addresses, unless they are variables or stand-ins', () => {
    for (const found of [
      'https://me:hunter2@acme.io/x',
      'postgres://app:hunter2@10.0.0.1/app',
      'ftp://a:b1c2@h',
    ])
      assert.equal(findSecrets(found.replace('//me:', '//bot:'))[0]?.kind, 'address', found);
    for (const silent of [
      'https://acme.io:8443/a@b',
      'https://bot:$TOKEN@acme.io',
      'https://bot:${TOKEN}@acme.io',
      'https://user:password@acme.io',
      'postgres://app:dev@localhost/app',
      'https://bot:<token>@acme.io',
      'git@github.com:a/b.git',
    ]) {
      assert.deepEqual(findSecrets(silent), [], silent);
    }
  });

  it('are looked for in linear time', () => {
    for (const piece of ['https://a:', 'AKIA', '-----BEGIN ', 'SG.', 'a', 'ghp_a']) {
      const started = process.cpuUsage();
      findSecrets(piece.repeat(200_000));
      assert.ok(process.cpuUsage(started).user < 2_000_000, piece);
    }
  });
});
