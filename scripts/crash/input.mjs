// What the crash tests' streams read, made from a seed, and what must come out of it, computed without the engine.

/** Numbers from 0 to 1 that a seed decides. */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number for a text, to make one seed of several things. */
export const hashOf = (text) => {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193);
  return hash >>> 0;
};

export const clickSchema = "id BIGINT, user STRING, amount BIGINT, at TIMESTAMP";
export const paymentSchema = "click BIGINT, paid BIGINT, paidAt TIMESTAMP";
/** Files that a batch takes, of each of the two folders. */
export const filesPerBatch = 2;
export const watermarkDelay = "30 seconds";
export const windowSeconds = 30;
export const payWithinSeconds = 15;

const files = 30;
const clicksPerFile = 6;
const start = Date.UTC(2024, 0, 1);
/** Old enough to be late for every watermark; stands only in files behind which there is one. */
const longAgo = Date.UTC(2000, 0, 1);
const farAhead = Date.UTC(2030, 0, 1);
const firstFileWithLateRows = 6;

const iso = (ms) => new Date(ms).toISOString();

/**
 * Two folders of files in the order in which streams take them. File `i` covers the half minute from `20 i` seconds on, so that nothing but
 * the rows of long ago comes late for a watermark of {@link watermarkDelay}, however files make batches; a last file of each folder has
 * a row far ahead, for which everything before leaves the state.
 */
export function makeInput(seed) {
  const random = randomOf(seed);
  const whole = (below) => Math.floor(random() * below);
  const [clicks, payments] = [[], []];
  let id = 0;
  for (let file = 0; file < files; file++) {
    const [rows, paid] = [[], []];
    for (let n = 0; n < clicksPerFile; n++) {
      const at = start + file * 20_000 + whole(30_000);
      rows.push({ id: id++, user: `u${whole(5)}`, amount: whole(1000), at: iso(at) });
      if (random() < 0.6)
        paid.push({ click: id - 1, paid: whole(1000), paidAt: iso(at + whole(payWithinSeconds * 1000)) });
    }
    // Some arrive twice, some very late.
    if (file > 0 && random() < 0.7) rows.push(clicks.at(-1)[0]);
    if (random() < 0.3) rows.push(rows[0]);
    if (file >= firstFileWithLateRows && random() < 0.5)
      rows.push({ id: id++, user: `u${whole(5)}`, amount: whole(1000), at: iso(longAgo + id) });
    clicks.push(rows);
    payments.push(paid);
  }
  clicks.push([{ id: id++, user: "last", amount: 0, at: iso(farAhead) }]);
  payments.push([{ click: -1, paid: 0, paidAt: iso(farAhead) }]);
  return { clicks, payments };
}

const text = (row) => JSON.stringify(row);
const sorted = (rows) => rows.map(text).sort();
const isTimely = ({ at }) => Date.parse(at) > longAgo + 1e9 && Date.parse(at) < farAhead;

function totals(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(text(key)) ?? { key, sum: 0, count: 0 };
    groups.set(text(key), { key, sum: group.sum + row.amount, count: group.count + 1 });
  }
  return [...groups.values()].map(({ key, sum, count }) => [...key, sum, count].map(String));
}

/** What must come out, as sorted lines of JSON; every value is text, times are milliseconds. */
export const ledger = {
  rows: ({ clicks }) => sorted(clicks.flat().map(({ id, user, amount }) => [id, user, amount].map(String))),
  numbers: ({ clicks }) => {
    const counts = new Map();
    return sorted(
      clicks.flat().map(({ user }) => {
        counts.set(user, (counts.get(user) ?? 0) + 1);
        return [user, String(counts.get(user))];
      }),
    );
  },
  totals: ({ clicks }) => sorted(totals(clicks.flat(), ({ user }) => [user])),
  windows: ({ clicks }) => {
    const length = windowSeconds * 1000;
    const timely = clicks.flat().filter(isTimely);
    return sorted(totals(timely, ({ at, user }) => [Math.floor(Date.parse(at) / length) * length, user]));
  },
  distinct: ({ clicks }) =>
    sorted(
      [
        ...new Set(
          clicks
            .flat()
            .filter((row) => Date.parse(row.at) > longAgo + 1e9)
            .map(({ id }) => id),
        ),
      ].map((id) => [String(id)]),
    ),
  paid: ({ clicks, payments }) => {
    const paidOf = new Map(payments.flat().map(({ click, paid }) => [click, paid]));
    return sorted(
      clicks
        .flat()
        .filter(isTimely)
        .map(({ id }) => [String(id), String(paidOf.get(id) ?? null)]),
    );
  },
};
