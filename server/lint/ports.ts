/** One word of EXPOSE as Docker takes it apart: `[ip:][host:]container[/protocol]`. */
export interface PortSpec {
  readonly ip: string;
  readonly hostPort: string;
  readonly containerPort: string;
  /** As written; empty when absent. */
  readonly protocol: string;
}

/** Undefined where BuildKit refuses the protocol or misses a port. */
export function readPort(word: string): PortSpec | undefined {
  const parts = word.split(':');
  const last = parts.pop() ?? '';
  const hostPort = parts.pop() ?? '';
  const slash = last.indexOf('/');
  const containerPort = slash < 0 ? last : last.slice(0, slash);
  const protocol = slash < 0 ? '' : last.slice(slash + 1);
  if (containerPort === '' || !PROTOCOLS.has(protocol.toLowerCase())) return undefined;
  return { ip: parts.join(':'), hostPort, containerPort, protocol };
}

const PROTOCOLS: ReadonlySet<string> = new Set(['', 'tcp', 'udp', 'sctp']);
