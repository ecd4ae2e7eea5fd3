import type { GroupOutcome, StoredState, StoredTimer } from "../../protocol/index.ts";

interface Item {
  readonly text: string;
  readonly expires: number | null;
}

/** The state of a batch's groups: what was stored, under what the batch changes. A processor sees its own changes at once. */
export class GroupStore {
  /** By group, then by variable and by item. */
  readonly #items = new Map<string, Map<string, Map<string, Item>>>();
  readonly #timers = new Map<string, Set<number>>();
  readonly #changed = new Map<string, { group: string; variable: string; item: string }>();
  readonly #changedTimers = new Map<string, StoredTimer>();
  /** The group that is worked on. */
  group = "";

  /** @param timestamp - the batch's time; what has expired by then is not there any more */
  constructor(states: readonly StoredState[], timers: readonly StoredTimer[], timestamp: number) {
    for (const { group, variable, item, value, expires } of states) {
      if (expires !== null && expires <= timestamp) continue;
      this.#of(group, variable).set(item, { text: value, expires });
    }
    for (const { group, at } of timers) this.#timersOf(group).add(at);
  }

  get(variable: string, item: string): string | undefined {
    return this.#of(this.group, variable).get(item)?.text;
  }

  /** Items of a variable, in the order in which they came. */
  items(variable: string): readonly (readonly [item: string, text: string])[] {
    return [...this.#of(this.group, variable)].map(([item, { text }]) => [item, text]);
  }

  set(variable: string, item: string, text: string, expires: number | null): void {
    this.#of(this.group, variable).set(item, { text, expires });
    this.#note(variable, item);
  }

  delete(variable: string, item: string): void {
    if (this.#of(this.group, variable).delete(item)) this.#note(variable, item);
  }

  /** Takes a variable away from all groups; the engine does the same with what was stored. */
  forget(variable: string): void {
    for (const variables of this.#items.values()) variables.delete(variable);
  }

  clear(variable: string): void {
    for (const [item] of this.items(variable)) this.delete(variable, item);
  }

  timers(): readonly number[] {
    return [...this.#timersOf(this.group)].sort((a, b) => a - b);
  }

  setTimer(at: number): void {
    this.#timersOf(this.group).add(at);
    this.#changedTimers.set(`${at} ${this.group}`, { group: this.group, at });
  }

  /** @returns whether there was one */
  deleteTimer(at: number): boolean {
    const found = this.#timersOf(this.group).delete(at);
    if (found) this.#changedTimers.set(`${at} ${this.group}`, { group: this.group, at });
    return found;
  }

  /** Timers of all groups up to a time, by time. */
  dueTimers(until: number): readonly StoredTimer[] {
    const all = [...this.#timers].flatMap(([group, times]) => [...times].map((at) => ({ group, at })));
    return all.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
  }

  changes(): Pick<GroupOutcome, "states" | "timers"> {
    const states = [...this.#changed.values()].map(({ group, variable, item }) => {
      const now = this.#of(group, variable).get(item);
      return { group, variable, item, value: now?.text ?? null, expires: now?.expires ?? null };
    });
    const timers = [...this.#changedTimers.values()].map((timer) => ({
      ...timer,
      stays: this.#timersOf(timer.group).has(timer.at),
    }));
    return { states, timers };
  }

  #note(variable: string, item: string): void {
    this.#changed.set(JSON.stringify([this.group, variable, item]), { group: this.group, variable, item });
  }

  #of(group: string, variable: string): Map<string, Item> {
    return madeIn(
      madeIn(this.#items, group, () => new Map<string, Map<string, Item>>()),
      variable,
      () => new Map<string, Item>(),
    );
  }

  #timersOf(group: string): Set<number> {
    return madeIn(this.#timers, group, () => new Set<number>());
  }
}

function madeIn<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
