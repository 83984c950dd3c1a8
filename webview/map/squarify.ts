/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Cuts a box into one for each weight, in their order (largest first gives the best shapes), areas in proportion:
 * rows along the shorter side are filled for as long as that makes their boxes squarer.
 */
export function squarify(weights: readonly number[], box: Box): readonly Box[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const boxes: Box[] = [];
  if (total <= 0 || box.width <= 0 || box.height <= 0)
    return weights.map(() => ({ ...box, width: 0, height: 0 }));
  const scale = (box.width * box.height) / total;
  let { x, y, width, height } = box;
  for (let from = 0; from < weights.length; ) {
    const side = Math.min(width, height);
    let to = from;
    let area = 0;
    let worst = Number.POSITIVE_INFINITY;
    let smallest = Number.POSITIVE_INFINITY;
    let largest = 0;
    while (to < weights.length) {
      const next = (weights[to] ?? 0) * scale;
      const sum = area + next;
      smallest = Math.min(smallest, next);
      largest = Math.max(largest, next);
      const ratio = Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));
      if (to > from && ratio > worst) break;
      worst = ratio;
      area = sum;
      to++;
    }
    const depth = side > 0 ? area / side : 0;
    let along = 0;
    for (let at = from; at < to; at++) {
      const length = depth > 0 ? ((weights[at] ?? 0) * scale) / depth : 0;
      boxes.push(
        width >= height
          ? { x, y: y + along, width: depth, height: length }
          : { x: x + along, y, width: length, height: depth },
      );
      along += length;
    }
    if (width >= height) {
      x += depth;
      width = Math.max(0, width - depth);
    } else {
      y += depth;
      height = Math.max(0, height - depth);
    }
    from = to;
  }
  return boxes;
}
