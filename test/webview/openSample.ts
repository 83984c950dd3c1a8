import { inspectorHost } from '../kit/inspectedImage.ts';
import type { OpenOptions } from '../kit/inspectorPage.ts';
import { pageParts, useInspector } from '../kit/useInspector.ts';
import { sample, sampleDocuments } from './sample.ts';

/** {@link useInspector} on the sample image, or another host, with the parts of its page. */
export function useSampleInspector() {
  const openPage = useInspector();
  return async (host = inspectorHost(sample(), sampleDocuments), options: OpenOptions = {}) => {
    const inspector = await openPage(host, options);
    const { page } = inspector;
    return { host, page, inspector, ...pageParts(page) };
  };
}
