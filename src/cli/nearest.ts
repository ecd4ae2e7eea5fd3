/** The word that somebody may have meant who typed another one: one that begins with it, or with few letters changed. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const beginning = typed.length > 2 ? words.find((word) => word.startsWith(typed)) : undefined;
  if (beginning !== undefined) return beginning;
  const close = words.map((word) => ({ word, distance: distanceOf(typed, word) }));
  const [first] = close.sort((a, b) => a.distance - b.distance);
  return first !== undefined && first.distance <= Math.max(1, typed.length / 3) ? first.word : undefined;
}

/** Letters to add, take away, change or swap with their neighbour. */
function distanceOf(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const steps = [rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + change];
      row.push(Math.min(...steps, ...(swaps ? [rows[i - 2]![j - 2]! + 1] : [])));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
