import type { InspectorEnvelope } from '../../protocol/inspector.ts';
import type { Channel } from '../../protocol/rpc.ts';

/** The wire to one page: calls of both directions share it. */
export interface PageChannel extends Channel {
  readonly page: string;
  /** Hands a message of the page to whoever listens. */
  receive(message: unknown): void;
}

export function pageChannel(page: string, post: (envelope: InspectorEnvelope) => void): PageChannel {
  const listeners: ((message: unknown) => void)[] = [];
  return {
    page,
    post: message => post({ page, message }),
    onMessage: listener => void listeners.push(listener),
    receive: message => {
      for (const listener of listeners) listener(message);
    },
  };
}

/** Undefined for anything else than a message of our own page. */
export function readEnvelope(value: unknown): InspectorEnvelope | undefined {
  if (typeof value !== 'object' || value === null || !('page' in value) || !('message' in value))
    return undefined;
  return typeof value.page === 'string' ? { page: value.page, message: value.message } : undefined;
}
