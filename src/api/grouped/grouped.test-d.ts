import { expectTypeOf, test } from "vitest";
import type { DataFrame } from "../dataframe/dataframe.ts";
import type { KeyValueGroupedDataset } from "./key-value-grouped.ts";
import { StatefulProcessor, type ValueState } from "./stateful-processor.ts";

interface Event {
  readonly user: string | null;
  readonly n: bigint | null;
}
declare const events: DataFrame<Event>;

class Counts extends StatefulProcessor<string, Event, { user: string; n: bigint }> {
  declare count: ValueState<bigint>;
  override init(): void {
    this.count = this.getHandle().getValueState("count");
  }
  override *handleInputRows(user: string, rows: Iterable<Event>): Iterable<{ user: string; n: bigint }> {
    expectTypeOf(this.count.get()).toEqualTypeOf<bigint | undefined>();
    yield { user, n: BigInt([...rows].length) };
  }
}

test("keys, rows and the output's schema go together", () => {
  const grouped = events.groupByKey(({ user }) => user ?? "");
  expectTypeOf(grouped).toEqualTypeOf<KeyValueGroupedDataset<string, Event>>();
  const counts = grouped.transformWithState(new Counts(), { outputSchema: "user STRING, n BIGINT" });
  expectTypeOf(counts).toEqualTypeOf<DataFrame<{ user: string | null; n: bigint | null }>>();
  // @ts-expect-error the processor gives out n as a bigint
  grouped.transformWithState(new Counts(), { outputSchema: "user STRING, n STRING" });
  // @ts-expect-error the processor's keys are texts
  events.groupByKey(({ n }) => n).transformWithState(new Counts(), { outputSchema: "user STRING, n BIGINT" });
});
