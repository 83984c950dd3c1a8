import assert from 'node:assert/strict';
import { extensions } from 'vscode';

describe('activation', () => {
  it('runs inside the host', () => {
    assert.ok(extensions.all.length > 10);
  });
});
