import { quote } from '../quote.ts';

/** The words in which BuildKit refuses a word of EXPOSE such as `80-90/tcp`, undefined when it is right. */
export function checkPort(text: string): string | undefined {
  const parts = text.split(':');
  const container = parts.at(-1) ?? '';
  const host = parts.at(-2) ?? '';
  const address = parts.slice(0, -2).join(':');
  const slash = container.indexOf('/');
  const range = slash < 0 ? container : container.slice(0, slash);
  const protocol = slash < 0 ? '' : container.slice(slash + 1);
  if (range === '') return `invalid port: ${quote(text)}: no port specified`;
  if (!['', 'tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) {
    return `invalid port: ${quote(text)}: invalid proto: ${protocol}`;
  }
  const ip = address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address;
  if (address.startsWith('[') && ip === address) {
    return `invalid IP address ${address}: address ${address}:: missing ']' in address`;
  }
  if (ip !== '' && !isAddress(ip)) return `invalid IP address: ${ip}`;
  const ports = parseRange(range);
  if (!ports) return `invalid containerPort: ${range}`;
  if (host === '') return undefined;
  const hostPorts = parseRange(host);
  if (!hostPorts) return `invalid hostPort: ${host}`;
  if (ports.end === ports.start || ports.end - ports.start === hostPorts.end - hostPorts.start)
    return undefined;
  return `invalid ranges specified for container and host Ports: ${range} and ${host}`;
}

function parseRange(text: string): { start: number; end: number } | undefined {
  const dash = text.indexOf('-');
  const first = dash < 0 ? text : text.slice(0, dash);
  const last = dash < 0 ? first : text.slice(dash + 1);
  const start = parsePort(first);
  const end = parsePort(last);
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

function parsePort(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 0 && port <= 65535 ? port : undefined;
}

function isAddress(text: string): boolean {
  return text.includes(':') ? isVersion6(text) : isVersion4(text);
}

function isVersion4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 && parts.every(part => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
  );
}

function isVersion6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const embedded = last?.includes('.') ?? false;
  if (embedded && !isVersion4(last ?? '')) return false;
  const count = groups.length + (embedded ? 1 : 0);
  const plain = embedded ? groups.slice(0, -1) : groups;
  return (
    plain.every(group => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 : count === 8)
  );
}
