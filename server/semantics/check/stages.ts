import { lowerCase } from '../../syntax/characters.ts';
import { readMounts } from '../../syntax/mounts.ts';
import { quote } from '../../syntax/quote.ts';
import { lexShell } from '../../syntax/shellLexer.ts';
import { suggest } from '../../syntax/suggest.ts';
import type { Instruction, Token } from '../../syntax/tree.ts';
import type { Report } from '../../syntax/validate/report.ts';
import { parsePlatform } from '../../syntax/values/platform.ts';
import { parseReference } from '../../syntax/values/reference.ts';
import type { Model, Reference, Stage } from '../model.ts';
import type { Expander } from './expander.ts';

/** What FROM names and on which platform, after expansion; `names` are those a variable could have meant. */
export function checkFrom(
  { base, platform }: Stage,
  names: () => readonly string[],
  expand: Expander,
  report: Report,
): void {
  if (base.kind === 'missing') return;
  const { value, certain } = expand(base.token);
  if (value === '' && certain) {
    const told = `base name (${base.token.value}) should not be blank`;
    const template = 'Nothing is left of the image name after expansion.';
    report('syntax-blank-image', base.token, template, {}, told);
  } else if (base.kind === 'image' && certain) badReference(base.token, base.reference, report);
  if (platform && platform.value !== '') checkPlatform(platform, names, expand, report);
}

function badReference(token: Token, reference: string, report: Report): void {
  const parsed = parseReference(reference);
  if (typeof parsed !== 'string') return;
  const told = `failed to parse stage name ${quote(reference)}: ${parsed}`;
  if (parsed.endsWith('must be lowercase')) {
    const nearest = lowerCase(reference);
    const template = 'Image names are in lower case: {nearest}.';
    report('syntax-invalid-reference', token, template, { nearest }, told);
  } else {
    const template = '{reference} is no image reference: write name:tag, or name@sha256: and 64 digits.';
    report('syntax-invalid-reference', token, template, { reference }, told);
  }
}

function checkPlatform(token: Token, names: () => readonly string[], expand: Expander, report: Report): void {
  const { value, certain, unset } = expand(token, 'failed to process arguments for platform : ');
  if (value === undefined) return;
  const written = token.value;
  const nearest = unset.flatMap(name => suggest(name, names()) ?? []).at(0);
  const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  if (value === '') {
    if (!certain) return;
    const told = `empty platform value from expression ${written}${hint}`;
    if (nearest === undefined) {
      report('syntax-invalid-platform', token, 'Nothing is left of the platform after expansion.', {}, told);
    } else {
      const template =
        'Nothing is left of the platform after expansion. Did you mean the variable {nearest}?';
      report('syntax-invalid-platform', token, template, { nearest }, told);
    }
    return;
  }
  const platform = parsePlatform(value);
  if (typeof platform !== 'string' || !certain) return;
  const told = `failed to parse platform ${written}: ${platform}${hint}`;
  const template = '{value} is no platform: write a system and an architecture, such as linux/amd64.';
  report('syntax-invalid-platform', token, template, { value }, told);
}

/** `--from` of COPY and `from=` of mounts: what they name, and whether it is there in time. */
export function checkReferences(model: Model, report: Report): void {
  const cycles = cyclicStages(model);
  for (const stage of model.stages) {
    for (const reference of stage.references) {
      if (reference.kind === 'from' || reference.onbuild) continue;
      if (reference.kind === 'copy' && !checkCopyFrom(reference, model, report)) continue;
      const { stage: source, token, value } = reference;
      if (!source) checkOutside(reference, report);
      else if (source.index >= stage.index) tooEarly(stage, source, cycles, reference, report);
      else if (value === '') badReference(token, value, report);
    }
  }
}

/** `--from` below ONBUILD, in a stage upon which another one of the file is built. */
export function checkTriggerReferences({ references }: Stage, model: Model, report: Report): void {
  for (const reference of references) {
    if (reference.kind === 'copy' && reference.onbuild) checkCopyFrom(reference, model, report);
  }
}

/** False when something is wrong already. */
function checkCopyFrom({ token, value }: Reference, { file, stages }: Model, report: Report): boolean {
  const { result, error } = lexShell(value, { escape: file.escape, get: () => undefined });
  if (error !== undefined || result !== value) {
    report(
      'syntax-variable-in-from',
      token,
      'BuildKit expands nothing in --from. Give the image a stage of its own, with FROM {value} AS a name, and use that name here.',
      { value },
      error ??
        'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
    );
    return false;
  }
  if (!/^[+-]?[0-9]{1,18}$/.test(value)) return true;
  const index = Number(value);
  if (index >= 0 && index < stages.length) return true;
  const count = stages.length;
  const told = `invalid stage index ${index}`;
  if (count === 1) {
    const template = 'There is no stage {value}: this file has one stage, and its number is 0.';
    report('syntax-invalid-stage-index', token, template, { value }, told);
  } else {
    const template = 'There is no stage {value}: the {count} stages of this file count from 0.';
    report('syntax-invalid-stage-index', token, template, { value, count }, told);
  }
  return false;
}

function checkOutside({ token, value }: Reference, report: Report): void {
  const dollar = value.indexOf('$');
  // What is expanded is an error already, but a sign at the very end stays as it is.
  const literal = dollar < 0 || dollar === value.length - 1;
  if (value !== '' && value !== 'scratch' && literal) badReference(token, value, report);
}

function tooEarly(
  stage: Stage,
  source: Stage,
  cycles: ReadonlyMap<Stage, number>,
  { kind, instruction, token, value }: Reference,
  report: Report,
): void {
  const name = stage.name ?? `stage-${stage.index}`;
  const circular = source === stage || (cycles.get(stage) ?? -1) === (cycles.get(source) ?? -2);
  const told = circular
    ? `circular dependency detected on stage: ${name}`
    : kind === 'copy'
      ? `cannot copy from stage ${quote(value)}, it needs to be defined before current stage ${quote(name)}`
      : `cannot mount from stage ${quote(value)} to ${quote(targetOf(instruction, token))}, stage needs to be defined before current command`;
  if (source === stage) {
    report('syntax-own-stage', token, 'A stage cannot take files from itself.', {}, told);
    return;
  }
  const template = 'Stage {value} comes only later in the file: move it before this one.';
  report('syntax-stage-order', token, template, { value }, told);
}

/** Where the mount that has `from` as its token goes. */
function targetOf(instruction: Instruction, from: Token): string {
  for (const { fields } of readMounts(instruction)) {
    if (!fields.some(({ value }) => value?.start === from.start)) continue;
    const target = fields.findLast(({ key }) =>
      ['target', 'dst', 'destination'].includes(key.value.toLowerCase()),
    );
    return target?.value?.value ?? '';
  }
  return '';
}

/** For each stage, the number of the group of stages that all take files from one another. */
function cyclicStages({ stages }: Model): ReadonlyMap<Stage, number> {
  const group = new Map<Stage, number>();
  // Only a reference to a later stage, or to the own one, can close a circle.
  const forward = stages.some(stage =>
    stage.references.some(
      ({ kind, stage: source }) => kind !== 'from' && source && source.index >= stage.index,
    ),
  );
  if (!forward) return group;
  const order = new Map<Stage, number>();
  const low = new Map<Stage, number>();
  const open: Stage[] = [];
  const isOpen = new Set<Stage>();
  for (const root of stages) {
    if (order.has(root)) continue;
    const path: { readonly stage: Stage; readonly sources: Stage[] }[] = [];
    const enter = (stage: Stage): void => {
      order.set(stage, order.size);
      low.set(stage, order.size - 1);
      open.push(stage);
      isOpen.add(stage);
      path.push({ stage, sources: sourcesOf(stage) });
    };
    enter(root);
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const { stage, sources } = at;
      const source = sources.pop();
      if (source) {
        if (!order.has(source)) enter(source);
        else if (isOpen.has(source)) lower(low, stage, order.get(source) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(low, parent.stage, low.get(stage) ?? 0);
      if (low.get(stage) !== order.get(stage)) continue;
      for (let member = open.pop(); member; member = member === stage ? undefined : open.pop()) {
        isOpen.delete(member);
        group.set(member, order.get(stage) ?? 0);
      }
    }
  }
  return group;
}

function sourcesOf(stage: Stage): Stage[] {
  return stage.references.flatMap(({ kind, onbuild, stage: source }) =>
    kind !== 'from' && !onbuild && source ? [source] : [],
  );
}

function lower(low: Map<Stage, number>, stage: Stage, to: number): void {
  low.set(stage, Math.min(low.get(stage) ?? to, to));
}
