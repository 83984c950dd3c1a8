import { quote } from '../quote.ts';

/** `os/architecture/variant`, normalized as far as it matters for comparing. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

const SYSTEMS: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  ),
);
const ARCHITECTURES: ReadonlySet<string> = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);

/** A platform such as `linux/arm64/v8` or `arm64`, or the reason why it is none. */
export function parsePlatform(text: string): Platform | string {
  const parts = text.split('/');
  if (text.includes('*')) return `${quote(text)}: wildcards not yet supported: invalid argument`;
  const [system = '', architecture = '', variant = ''] = parts;
  const os = SYSTEM.exec(system)?.[1];
  if (os === undefined) return `${quote(system)} is an invalid OS component of ${quote(text)}`;
  // From the third slash on BuildKit does not split, and a slash is in no component.
  for (const part of [...parts.slice(1, 3), ...(parts.length > 3 ? [parts.slice(3).join('/')] : [])]) {
    if (!PART.test(part)) return `${quote(part)} is an invalid component of ${quote(text)}`;
  }
  if (parts.length > 3) return `${quote(text)}: cannot parse platform specifier: invalid argument`;
  if (parts.length > 1) return { os: normalizeSystem(os), ...normalizeArchitecture(architecture, variant) };
  if (SYSTEMS.has(normalizeSystem(os))) return { os: normalizeSystem(os), architecture: '', variant: '' };
  const alone = normalizeArchitecture(system, '');
  if (ARCHITECTURES.has(alone.architecture)) return { os: 'linux', ...alone };
  return `${quote(text)}: unknown operating system or architecture: invalid argument`;
}

const SYSTEM = /^([A-Za-z0-9_-]+)(?:\([A-Za-z0-9_.%-]*(?:\+[A-Za-z0-9_.%-]+)*\))?$/;
const PART = /^[A-Za-z0-9_.-]+$/;

function normalizeSystem(os: string): string {
  const lower = os.toLowerCase();
  return lower === 'macos' ? 'darwin' : lower;
}

function normalizeArchitecture(
  architecture: string,
  variant: string,
): { architecture: string; variant: string } {
  const name = architecture.toLowerCase();
  const version = variant.toLowerCase();
  switch (name) {
    case 'i386':
      return { architecture: '386', variant: '' };
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return { architecture: 'amd64', variant: version === 'v1' ? '' : version };
    case 'aarch64':
    case 'arm64':
      return { architecture: 'arm64', variant: ['8', 'v8', 'v8.0'].includes(version) ? '' : version };
    case 'armhf':
      return { architecture: 'arm', variant: 'v7' };
    case 'armel':
      return { architecture: 'arm', variant: 'v6' };
    case 'arm':
      return { architecture: 'arm', variant: /^[5-8]$/.test(version) ? `v${version}` : version || 'v7' };
    default:
      return { architecture: name, variant: version };
  }
}
