import type { Failure } from '../../protocol/result.ts';

/** A failure in English, on one line: what is wrong, the other side's words, what to do. */
export function failureMessage({ code, args = {}, detail }: Failure): string {
  const arg = (name: string): string => String(args[name] ?? '');
  const said = detail ? `: ${detail.trim().replaceAll('\n', ' ')}` : '';
  switch (code) {
    case 'engine-unreachable':
      return `no such file, and no Docker engine answers at ${arg('address')} to ask for an image of that name${said}. Start Docker, or name an archive.`;
    case 'engine-permission':
      return `you may not use the Docker engine at ${arg('address')}${said}. Add yourself to the group that owns the socket.`;
    case 'engine-too-old':
      return `the Docker engine at ${arg('address')} is too old: it speaks API ${arg('version')}, and 1.41 is needed.`;
    case 'engine-gone':
      return `the Docker engine closed the connection before it had answered${said}.`;
    case 'image-not-found':
      return `no such file, and the engine has no image ${arg('reference')}${said}. Pull it first, or name an archive.`;
    case 'platform-not-found': {
      const available = arg('available');
      return `the image is not there for ${arg('platform')}${available ? `, but for ${available}` : ''}.`;
    }
    case 'archive-unreadable':
      return `it could not be opened${said}.`;
    case 'archive-truncated':
      return `the archive is cut off${said}. Save or download it again.`;
    case 'archive-invalid':
      return `this is no image archive or layout${said}.`;
    case 'limit-reached':
      return `it goes over a safety limit: ${arg('limit')} (${arg('value')}).`;
    case 'disk-full':
      return `there is no room left in ${arg('path')}${said}.`;
    case 'context-unknown':
      return `there is no Docker context ${arg('name')}.`;
    case 'credentials-unreadable':
      return `the Docker configuration in ${arg('path')} could not be read${said}.`;
    case 'credentials-unavailable':
      return `the credential helper ${arg('program')} did not answer${said}.`;
    case 'registry-unreachable':
      return `the registry ${arg('host')} does not answer${said}.`;
    case 'registry-denied':
      return `${arg('host')} does not let you see ${arg('name')}${said}. Log in with "docker login ${arg('host')}".`;
    case 'registry-not-found':
      return `${arg('host')} does not have ${arg('name')}${said}.`;
    case 'registry-rate-limited':
      return `${arg('host')} answers no more for now: too many requests. Try again later, or log in.`;
    case 'registry-error':
      return `${arg('host')} answered with status ${arg('status')}${said}.`;
    case 'registry-answer':
      return `the answer of ${arg('host')} cannot be understood${said}.`;
    default:
      return `${code}${said}`;
  }
}
