import { countUpTo } from '../syntax/search.ts';
import type { Instruction } from '../syntax/tree.ts';
import type { BaseImage, Settings } from './model.ts';
import { joinWorkdir } from './paths.ts';

/** Working directory, user and shell of a stage, as they change from instruction to instruction. */
export interface SettingsLog {
  at(offset: number): Settings;
  last(): Settings;
  /** Takes in an instruction; `value` is its argument after expansion, undefined when that failed. */
  apply(instruction: Instruction, value: string | undefined): void;
}

/** Nothing known: a base image that was not looked at. */
const UNKNOWN: Settings = {
  workdir: undefined,
  user: undefined,
  shell: undefined,
  shellInstruction: undefined,
};

/** Settings that a stage starts with, from the stage or image that it is built upon. */
export function startSettings(scratch: boolean, image: BaseImage | undefined): Settings {
  if (scratch) return { ...UNKNOWN, workdir: '/', user: 'root' };
  if (!image) return UNKNOWN;
  return { ...UNKNOWN, workdir: image.workdir || '/', user: image.user || 'root', shell: image.shell };
}

/** Whether {@link SettingsLog.apply} has anything to do. */
export function isSetting({ name }: Instruction): boolean {
  return name === 'WORKDIR' || name === 'USER' || name === 'SHELL';
}

/** A log that begins with `start`. */
export function settingsLog(start: Settings, os: 'linux' | 'windows'): SettingsLog {
  const changes: { readonly from: number; readonly settings: Settings }[] = [];
  let now = start;
  return {
    at: offset => changes[countUpTo(changes, change => change.from <= offset) - 1]?.settings ?? start,
    last: () => now,
    apply(instruction, value) {
      const next = change(now, instruction, value, os);
      if (next === now) return;
      now = next;
      changes.push({ from: instruction.end, settings: next });
    },
  };
}

function change(
  now: Settings,
  instruction: Instruction,
  value: string | undefined,
  os: 'linux' | 'windows',
): Settings {
  switch (instruction.name) {
    case 'WORKDIR':
      return { ...now, workdir: value === undefined ? undefined : joinWorkdir(now.workdir, value, os) };
    case 'USER':
      return { ...now, user: value };
    case 'SHELL':
      if (instruction.form !== 'exec' || instruction.args.length === 0) return now;
      return { ...now, shell: instruction.args.map(arg => arg.value), shellInstruction: instruction };
    default:
      return now;
  }
}
