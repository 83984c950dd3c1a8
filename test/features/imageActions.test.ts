import assert from 'node:assert/strict';
import { imageActions, versionedImageAt } from '../../server/features/imageActions.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { atCursor } from './kit.ts';

const TAGS = ['26.0.1', '24.2.3', '24.1.0', '24'];
const now = `sha256:${'b2'.repeat(32)}`;
const then = `sha256:${'a1'.repeat(32)}`;

function actions(
  marked: string,
  facts = { tags: TAGS, digest: now },
): readonly (readonly [string, string])[] {
  const { document, at } = atCursor(marked);
  const image = versionedImageAt(document, at);
  if (!image) return [];
  return imageActions(image, facts).map(({ title, edits: [edit] }) => {
    const { text } = document.file;
    const changed = edit ? text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end) : '';
    return [formatMessage(title), changed];
  });
}

describe('actions on the version of an image', () => {
  it('update within the major version and beyond, and pin', () => {
    assert.deepEqual(actions('FROM --platform=linux/amd64 no<|>de:24.1.0 AS x'), [
      [
        'Update to node:24.2.3, the newest of this major version',
        'FROM --platform=linux/amd64 node:24.2.3 AS x',
      ],
      ['Update to node:26.0.1, the newest', 'FROM --platform=linux/amd64 node:26.0.1 AS x'],
      [
        'Pin to the digest that the registry has now (sha256:b2b2b2b2b2b2…)',
        `FROM --platform=linux/amd64 node:24.1.0@${now} AS x`,
      ],
    ]);
  });

  it('tell that a tag has moved since it was pinned', () => {
    const [, , moved] = actions(`FROM localhost:5000/a/no<|>de:24.1.0@${then}`);
    assert.deepEqual(moved, [
      'The tag has moved: pin to its digest of now (sha256:b2b2b2b2b2b2…)',
      `FROM localhost:5000/a/node:24.1.0@${now}`,
    ]);
    assert.equal(actions(`FROM no<|>de:24.1.0@${now}`).length, 2);
  });

  it('are there for --from too', () => {
    assert.deepEqual(
      actions('FROM a:1\nCOPY --from=no<|>de:24.2.3 / /', { tags: TAGS, digest: '' }).map(
        ([title]) => title,
      )[0],
      'Update to node:26.0.1, the newest',
    );
  });

  it('leave alone what has a variable, no newer tag, or stands elsewhere', () => {
    for (const marked of [
      'ARG V=24\nFROM no<|>de:$V',
      'FROM scr<|>atch',
      'FROM a:1\nRUN no<|>de:24',
      'FROM a:1 AS x\nFROM <|>x',
    ]) {
      assert.deepEqual(actions(marked), [], marked);
    }
    assert.deepEqual(actions('FROM no<|>de:26.0.1', { tags: TAGS, digest: now }).length, 1);
  });
});
