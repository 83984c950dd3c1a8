import assert from 'node:assert/strict';
import { formatAge, formatBytes, formatDuration, shortDigest } from '../../client/format.ts';

const NOW = Date.UTC(2025, 5, 15, 12);
const DAY = 86_400_000;

describe('figures', () => {
  it('are bytes in decimal units', () => {
    const written = [0, 1, 532, 999, 1_000, 12_345, 999_499, 999_500, 63_101_000, 1_500_000_000, 2e15].map(
      bytes => formatBytes(bytes, 'en').replace('\u00a0', ' '),
    );
    assert.deepEqual(written, [
      ...[
        '0 B',
        '1 B',
        '532 B',
        '999 B',
        '1 kB',
        '12.3 kB',
        '999 kB',
        '1 MB',
        '63.1 MB',
        '1.5 GB',
        '2,000 TB',
      ],
    ]);
    assert.equal(formatBytes(1_131_168, 'fr').replace(/\s/, ' '), '1,1 Mo');
  });

  it('are ages in the largest whole unit', () => {
    const ago = [10_000, 90_000, 2 * 3_600_000, DAY, 6 * DAY, 13 * DAY, 45 * DAY, 800 * DAY].map(age =>
      formatAge(NOW - age, NOW, 'en'),
    );
    assert.deepEqual(ago, [
      ...['this minute', '1 minute ago', '2 hours ago', 'yesterday', '6 days ago', 'last week', 'last month'],
      '2 years ago',
    ]);
  });

  it('are dates where an age would be nonsense', () => {
    assert.equal(formatAge(0, NOW, 'en'), 'Jan 1, 1970');
    assert.equal(formatAge(NOW + 400 * DAY, NOW, 'en'), 'Jul 20, 2026');
  });

  it('are durations', () => {
    const durations = [0, 449, 12_340, 59_949, 59_951, 125_000, 3_599_400, 3_720_000].map(formatDuration);
    assert.deepEqual(durations, ['0.0s', '0.4s', '12.3s', '59.9s', '1m 00s', '2m 05s', '59m 59s', '1h 02m']);
  });

  it('are digests, short', () => {
    assert.equal(shortDigest('sha256:0123456789abcdef0123'), '0123456789ab');
    assert.equal(shortDigest('0123456789abcdef0123'), '0123456789ab');
  });
});
