/** Boxes from a relevance map, as the server finds them, but for its check of the least cosine. */

/** The side of a patch in pixels, from how many of them cover the picture. */
export function patchSide({ width, height }, { rows, columns }, boxes = []) {
  const least = Math.ceil(Math.max(width / columns, height / rows));
  const fits = (side) => Math.ceil(width / side) === columns && Math.ceil(height / side) === rows;
  const agrees = (side) => boxes.every(({ x, y }) => x % side === 0 && y % side === 0);
  let side = least;
  while (fits(side + 1) && !agrees(side)) {
    side += 1;
  }
  return fits(side) && agrees(side) ? side : least;
}

/** One box around each region of patches that are relevant enough and touch by a side. */
export function regions({ rows, columns, scores }, threshold) {
  const seen = new Set();
  const found = [];
  for (let start = 0; start < scores.length; start++) {
    if (scores[start] >= threshold && !seen.has(start)) {
      found.push(grow(start));
    }
  }
  return found.sort((one, other) => other.score - one.score);

  function grow(start) {
    const open = [start];
    const members = [];
    seen.add(start);
    while (open.length > 0) {
      const at = open.pop();
      members.push(at);
      for (const next of neighbours(at)) {
        if (scores[next] >= threshold && !seen.has(next)) {
          seen.add(next);
          open.push(next);
        }
      }
    }
    const across = members.map((at) => at % columns);
    const down = members.map((at) => Math.floor(at / columns));
    const [left, top] = [Math.min(...across), Math.min(...down)];
    return {
      column: left,
      row: top,
      columns: Math.max(...across) - left + 1,
      rows: Math.max(...down) - top + 1,
      score: members.reduce((sum, at) => sum + scores[at], 0) / members.length,
    };
  }

  function neighbours(at) {
    const column = at % columns;
    return [column > 0 && at - 1, column + 1 < columns && at + 1, at >= columns && at - columns, at + columns < scores.length && at + columns].filter((next) => next !== false);
  }
}

/** A region's pixels; the last row and column of patches are cut short by the picture's edge. */
export function pixels(region, side, { width, height }) {
  const [x, y] = [region.column * side, region.row * side];
  return { x, y, width: Math.min(region.columns * side, width - x), height: Math.min(region.rows * side, height - y), score: region.score };
}
