import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic, Edit, Fix } from '../../server/lint/diagnostic.ts';
import { applyEdits } from '../../server/lint/fix.ts';
import { lint } from '../../server/lint/run.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { dumpBuildkit } from '../../server/syntax/dump.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import type { Instruction } from '../../server/syntax/tree.ts';

/** All rules on a text. */
export function findAll(text: string): readonly Diagnostic[] {
  const file = parseDockerfile(text);
  return lint({ file, model: buildModel(file) }, { preset: 'all' });
}

/**
 * What holds for every fix of a text: the finding is gone, nothing new is an error, and BuildKit reads each
 * instruction that was not touched as before, in the same order. Gives the number of fixes that were tried.
 */
export function checkFixLaws(text: string): number {
  const found = findAll(text);
  let tried = 0;
  for (const diagnostic of found) {
    for (const fix of diagnostic.fixes) {
      tried++;
      checkFix(text, found, diagnostic, fix);
    }
  }
  return tried;
}

function checkFix(text: string, found: readonly Diagnostic[], diagnostic: Diagnostic, fix: Fix): void {
  const { rule } = diagnostic;
  const fixed = applyEdits(text, fix.edits);
  const what = `${rule}, ${fix.title.template}, in\n${text}\n--- after ${JSON.stringify(fix.edits)}\n${fixed}`;
  assert.notEqual(fixed, text, `nothing changes: ${what}`);
  const after = findAll(fixed);
  const count = (list: readonly Diagnostic[]): number => list.filter(each => each.rule === rule).length;
  // One that goes may uncover another of its kind: what used the argument, say.
  const isGone = !after.some(
    each => each.rule === rule && isDeepStrictEqual(each.message, diagnostic.message),
  );
  assert.ok(isGone || count(after) < count(found), `still there: ${what}`);
  const left = errorsOf(found);
  for (const error of errorsOf(after)) {
    const index = left.indexOf(error);
    assert.ok(index >= 0, `${error} is new: ${what}`);
    left.splice(index, 1);
  }
  checkReading(text, fixed, fix.edits, what);
}

/** Rules of the findings that are errors. */
export function errorsOf(found: readonly Diagnostic[]): string[] {
  return found.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
}

/** The instructions outside the edits, as BuildKit reads them, are there in the same order. */
function checkReading(text: string, fixed: string, edits: readonly Edit[], what: string): void {
  const file = parseDockerfile(text);
  const { dump, error } = dumpBuildkit(file);
  if (error !== null) return;
  const after = dumpBuildkit(parseDockerfile(fixed));
  assert.equal(after.error, null, `BuildKit no longer reads it: ${what}`);
  const lines = dump.split('\n');
  const untouched = file.instructions.flatMap((instruction, index) =>
    edits.some(edit => touches(edit, instruction)) ? [] : [lines[index] ?? ''],
  );
  const left = after.dump.split('\n');
  let at = 0;
  for (const line of untouched) {
    const next = left.indexOf(line, at);
    assert.ok(next >= 0, `${line} is read otherwise, or moved: ${what}`);
    at = next + 1;
  }
}

const touches = ({ span }: Edit, { start, end }: Instruction): boolean =>
  span.start <= end && span.end >= start;
