import type { InspectorEnvelope } from '../protocol/inspector.ts';
import type { Channel } from '../protocol/rpc.ts';

/** The wire to the extension; calls of both directions share it. `page` tells this page from those before it. */
export function hostChannel(
  page: string,
  post: (envelope: InspectorEnvelope) => void,
  target: Pick<Window, 'addEventListener'>,
): Channel {
  const listeners: ((message: unknown) => void)[] = [];
  target.addEventListener('message', event => {
    const data: unknown = event.data;
    if (typeof data !== 'object' || data === null || !('page' in data) || !('message' in data)) return;
    if (data.page !== page) return;
    for (const listener of listeners) listener(data.message);
  });
  return {
    post: message => post({ page, message }),
    onMessage: listener => void listeners.push(listener),
  };
}
