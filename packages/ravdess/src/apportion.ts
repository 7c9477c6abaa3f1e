/**
 * Shares `rows` (sizes of classes) among `columns` (sizes of parts) in whole numbers, so that both sums come out exactly and
 * no cell is more than one away from its proportional value.
 *
 * Controlled rounding: L. H. Cox, "A constructive procedure for unbiased controlled rounding", JASA 82, 1987. Such a table always
 * exists. It is found here as a flow: each cell starts at its floor, and the units still missing are placed by augmenting paths.
 * Cells that would stay empty are served first.
 *
 * @param rows - Size of each class, whole numbers.
 * @param columns - Size of each part, whole numbers of the same sum.
 * @returns One row of counts per class.
 */
export function apportion(rows: readonly number[], columns: readonly number[]): number[][] {
  const total = rows.reduce((sum, size) => sum + size, 0);
  // The remainder of a whole-number division is exact, where the fractional part of a quotient would not be.
  const remainder = rows.map((row) => columns.map((column) => (row * column) % total));
  const counts = rows.map((row, r) => columns.map((column, c) => (row * column - remainder[r]![c]!) / total));
  const missing = rows.map((row, r) => row - counts[r]!.reduce((sum, count) => sum + count, 0));
  const room = columns.map((column, c) => column - counts.reduce((sum, row) => sum + row[c]!, 0));
  const raised = rows.map(() => columns.map(() => false));

  const cells = rows.flatMap((_, r) =>
    columns.map((__, c) => ({ r, c, floor: counts[r]![c]!, part: remainder[r]![c]! })),
  );
  cells.sort((a, b) => Number(a.floor > 0) - Number(b.floor > 0) || b.part - a.part);
  for (const { r, c, part } of cells) {
    if (part > 0 && missing[r]! > 0 && room[c]! > 0) {
      raised[r]![c] = true;
      missing[r]! -= 1;
      room[c]! -= 1;
    }
  }

  const augment = (r: number, seen: Set<number>): boolean => {
    for (const c of columns.keys()) {
      if (seen.has(c) || raised[r]![c]! || remainder[r]![c] === 0) continue;
      seen.add(c);
      if (room[c]! > 0) {
        room[c]! -= 1;
        raised[r]![c] = true;
        return true;
      }
      for (const other of rows.keys()) {
        if (!raised[other]![c]! || !augment(other, seen)) continue;
        raised[other]![c] = false;
        raised[r]![c] = true;
        return true;
      }
    }
    return false;
  };
  for (const r of rows.keys()) {
    while (missing[r]! > 0 && augment(r, new Set())) missing[r]! -= 1;
  }
  return counts.map((row, r) => row.map((count, c) => count + Number(raised[r]![c]!)));
}
