import { expect, test } from "vitest";
import { StatefulProcessor } from "../../src/entry/index.ts";
import {
  addData,
  assertOnQuery,
  checkNewAnswer,
  expectFailure,
  MemoryStream,
  startStream,
  stopStream,
  testSession,
  testStream,
} from "../../src/entry/testing.ts";

interface Event {
  readonly user: string | null;
}
interface Out {
  readonly user: string;
  readonly seen: string;
}

/** Keeps how often a user came, in a variable of one kind or another. */
class Visits extends StatefulProcessor<string, Event, Out> {
  readonly #kind: "value" | "list" | "map";
  readonly #forgets: readonly string[];
  #visit!: () => string;

  constructor(kind: "value" | "list" | "map", forgets: readonly string[] = []) {
    super();
    this.#kind = kind;
    this.#forgets = forgets;
  }

  override init(): void {
    const handle = this.getHandle();
    for (const name of this.#forgets) handle.deleteIfExists(name);
    if (this.#kind === "value") {
      const visits = handle.getValueState<number>("visits");
      this.#visit = () => {
        visits.update((visits.get() ?? 0) + 1);
        return `value ${visits.get()}`;
      };
    } else if (this.#kind === "list") {
      const visits = handle.getListState<string>("visits");
      this.#visit = () => {
        visits.appendValue("x");
        return `list ${visits.get().join("")}`;
      };
    } else {
      const visits = handle.getMapState<string, number>("visits");
      this.#visit = () => {
        visits.updateValue("n", (visits.getValue("n") ?? 0) + 1);
        return `map ${[...visits.iterator()].join()}`;
      };
    }
  }

  override handleInputRows(user: string): Iterable<Out> {
    return [{ user, seen: this.#visit() }];
  }
}

/** Visits by a processor that a test exchanges while it runs. */
async function visiting(first: Visits) {
  const spark = await testSession();
  const input = MemoryStream.of("user STRING");
  let processor = first;
  const visits = input
    .toDF(spark)
    .groupByKey(({ user }) => user!)
    .transformWithState(() => processor, { outputSchema: "user STRING, seen STRING", outputMode: "update" });
  const exchange = (next: Visits) =>
    assertOnQuery(() => {
      processor = next;
      return true;
    });
  return {
    input,
    exchange,
    run: testStream(visits, { outputMode: "update" }),
    async [Symbol.asyncDispose]() {
      input[Symbol.dispose]();
      await spark[Symbol.asyncDispose]();
    },
  };
}

test("a state variable stays of its kind, over restarts", async () => {
  await using visits = await visiting(new Visits("value"));
  const { exchange, input, run } = visits;
  await run(
    addData(input, { user: "ada" }),
    checkNewAnswer({ user: "ada", seen: "value 1" }),
    exchange(new Visits("map")),
    stopStream(),
    addData(input, { user: "ada" }),
    startStream(),
    expectFailure((error) => {
      expect(error.message).toContain("[STATE_STORE_INVALID_VARIABLE_TYPE_CHANGE]");
      expect(error.message).toContain("visits as ValueState");
      expect(error.message).toContain("wants it as MapState");
      return true;
    }),
  );
});

test("deleteIfExists takes a variable away from all groups, and its name is free", async () => {
  await using visits = await visiting(new Visits("list"));
  const { exchange, input, run } = visits;
  const rows = (n: number) =>
    assertOnQuery(async (query) => (await query.lastProgress())?.stateOperators[0]?.numRowsTotal === n);
  await run(
    addData(input, { user: "ada" }, { user: "bob" }),
    addData(input, { user: "ada" }),
    rows(3),
    checkNewAnswer({ user: "ada", seen: "list x" }, { user: "bob", seen: "list x" }, { user: "ada", seen: "list xx" }),
    exchange(new Visits("map", ["visits", "never there"])),
    stopStream(),
    addData(input, { user: "ada" }),
    startStream(),
    checkNewAnswer({ user: "ada", seen: "map n,1" }),
    rows(1),
    exchange(new Visits("map")),
    addData(input, { user: "ada" }, { user: "bob" }),
    checkNewAnswer({ user: "ada", seen: "map n,2" }, { user: "bob", seen: "map n,1" }),
    rows(2),
  );
});

test("variables are deleted in init only", async () => {
  await using visits = await visiting(
    new (class extends Visits {
      override handleInputRows(): Iterable<Out> {
        this.getHandle().deleteIfExists("visits");
        return [];
      }
    })("value"),
  );
  await visits.run(
    addData(visits.input, { user: "ada" }),
    expectFailure("STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE"),
  );
});
