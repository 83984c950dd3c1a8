/** `os/arch` as Docker normalises it. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
}

/**
 * Reads `os[/arch[/variant]]` or a lone architecture, as containerd's `platforms.Parse` does. Undefined when it
 * is none. What is not said is taken from `host`.
 */
export function parsePlatform(text: string, host: Platform = LINUX_AMD64): Platform | undefined {
  if (text.includes('*')) return undefined;
  const parts = text.split('/');
  const [first = '', second] = parts;
  if (parts.length > 3 || !parts.every((part, index) => (index === 0 ? OS_PART : PART).test(part)))
    return undefined;
  // The operating system may carry a version: `windows(10.0.20348)`.
  const word = first.replace(/\([\w.+-]*\)$/, '');
  if (second !== undefined) return { os: normalOs(word), architecture: normalArchitecture(second) };
  if (SYSTEMS.has(normalOs(word))) return { os: normalOs(word), architecture: host.architecture };
  const architecture = normalArchitecture(word);
  return ARCHITECTURES.has(architecture) ? { os: host.os, architecture } : undefined;
}

const LINUX_AMD64: Platform = { os: 'linux', architecture: 'amd64' };

const PART = /^[A-Za-z0-9_.-]+$/;
const OS_PART = /^[A-Za-z0-9_.-]+(?:\([\w.+-]*\))?$/;

function normalOs(word: string): string {
  const lower = word.toLowerCase();
  return lower === 'macos' ? 'darwin' : lower;
}

function normalArchitecture(word: string): string {
  const lower = word.toLowerCase();
  return ALIASES.get(lower) ?? lower;
}

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['i386', '386'],
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armhf', 'arm'],
  ['armel', 'arm'],
]);

const SYSTEMS: ReadonlySet<string> = new Set(
  (
    'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 ' +
    'windows zos'
  ).split(' '),
);

const ARCHITECTURES: ReadonlySet<string> = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ' +
    'ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);
