import { createImageBrowser } from '../../client/image/browse/imageQueries.ts';
import { overviewOf } from '../../client/image/overview.ts';
import { type ImageQueries, imageQueries } from '../../protocol/browse.ts';
import type { InspectedImage, InspectorHost } from '../../protocol/inspector.ts';
import { failure, success } from '../../protocol/result.ts';
import type { ImageSpec } from './imageBuilder.ts';
import { openSpec } from './imageIndex.ts';
import { type AskedHost, inspectorHost } from './inspectedImage.ts';

/** A host that answers from an image that was really read, as the extension does. */
export async function realInspector(spec: ImageSpec, over: Partial<InspectorHost> = {}): Promise<AskedHost> {
  const opened = await openSpec(spec);
  const { queries } = createImageBrowser(opened, async () => failure('internal'));
  const overview = overviewOf(opened);
  const image: InspectedImage = {
    ...overview,
    layers: overview.layers.map(layer => {
      const [keyword = '', ...rest] = layer.createdBy.split(' ');
      return { ...layer, keyword, text: rest.join(' ') };
    }),
  };
  const own = Object.fromEntries(imageQueries.map(name => [name, queries[name]])) as unknown as ImageQueries;
  return inspectorHost(
    { image, trees: [] },
    {},
    { ...own, load: async () => success({ image, show: undefined }), ...over },
  );
}
