import { once } from '../memo.ts';
import { behind, type Call, callOf, type Program } from '../shell/calls.ts';
import type { ShellCode, ShellCommand } from '../shell/code.ts';

const PIP: Program = {
  valued: new Set([
    ...[
      '-r',
      '--requirement',
      '-c',
      '--constraint',
      '-e',
      '--editable',
      '-t',
      '--target',
      '-i',
      '--index-url',
    ],
    ...[
      '-f',
      '--find-links',
      '-C',
      '--config-settings',
      '--config-setting',
      '--extra-index-url',
      '--platform',
    ],
    ...['--python-version', '--implementation', '--abi', '--root', '--prefix', '--src', '--upgrade-strategy'],
    ...[
      '--global-option',
      '--install-option',
      '--build-option',
      '--no-binary',
      '--only-binary',
      '--progress-bar',
    ],
    ...['--root-user-action', '--report', '--group', '--log', '--keyring-provider', '--proxy', '--retries'],
    ...[
      '--timeout',
      '--exists-action',
      '--trusted-host',
      '--cert',
      '--client-cert',
      '--cache-dir',
      '--python',
    ],
    ...[
      '--use-feature',
      '--use-deprecated',
      '--build-constraint',
      '--override',
      '-b',
      '--build',
      '--pip-args',
    ],
    ...[
      '--index',
      '--default-index',
      '--index-strategy',
      '--with',
      '--suffix',
      '--spec',
      '-p',
      '--uploaded-prior-to',
    ],
  ]),
};

/** A call of pip, or of what takes the same arguments: `uv pip`, `uv tool`, pipx. */
export interface PipCall {
  readonly call: Call;
  readonly tool: 'pip' | 'pipx' | 'uv';
}

/** The calls of pip and its kin in RUN, whatever Python they belong to. */
export const pipCalls = once((shell: ShellCode): readonly PipCall[] => {
  const found: PipCall[] = [];
  for (const { commands } of shell.runs) {
    for (const command of commands) {
      const call = pipCall(command);
      if (call) found.push(call);
    }
  }
  return found;
});

/** `pip`, `pip3`, `pip3.12`, `python3 -m pip`, `uv pip`, `pipx`; undefined for all else. */
export function pipCall(command: ShellCommand): PipCall | undefined {
  const first = command.name.charCodeAt(0);
  if (first !== P && first !== U) return undefined;
  return readCall(command);
}

const P = 112;
const U = 117;

function readCall(command: ShellCommand): PipCall | undefined {
  const { name, args } = command;
  if (PIP_NAME.test(name)) return { call: callOf(command, PIP), tool: 'pip' };
  if (PYTHON_NAME.test(name)) {
    const index = args.findIndex(({ value }) => /^-[A-Za-z]{0,9}m$/.test(value));
    if (index < 0 || args[index + 1]?.value !== 'pip') return undefined;
    return { call: callOf({ ...command, args: args.slice(index + 2), calls: [] }, PIP), tool: 'pip' };
  }
  if (name === 'pipx') return { call: callOf(command, PIP), tool: 'pipx' };
  if (name !== 'uv') return undefined;
  const call = callOf(command, PIP);
  const group = call.subcommand?.value;
  return group === 'pip' || group === 'tool' ? { call: behind(call), tool: 'uv' } : undefined;
}

const PIP_NAME = /^pip(?:[23](?:\.\d{1,2})?)?$/;
const PYTHON_NAME = /^(?:python|pypy)(?:[23](?:\.\d{1,2})?)?$/;
