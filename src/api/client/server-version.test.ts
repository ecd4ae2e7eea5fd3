import { describe, expect, it } from "vitest";
import { complete, connect, plan, versioned } from "../../../test/support/scripted-client.ts";
import { Parse_ParseFormat, PlanSchema } from "../../protocol/index.ts";
import { relation, rootPlan } from "../plan/relations.ts";
import type { Client, CommandType } from "./client.ts";
import { newestDemand } from "./server-version.ts";

const named = (sourceName: string) =>
  relation({ case: "read", value: { readType: { case: "dataSource", value: { sourceName } } } });

let versionsAsked = 0;

describe("an older server", () => {
  const realTime: CommandType = {
    case: "writeStreamOperationStart",
    value: { input: plan, trigger: { case: "realTimeBatchDuration", value: "1 minute" } },
  };
  const once: CommandType = {
    case: "writeStreamOperationStart",
    value: { input: plan, trigger: { case: "once", value: true } },
  };
  const serve = (version: string): Client =>
    connect(
      {
        ...versioned(version, () => {
          versionsAsked += 1;
        }),
        executePlan: async function* () {
          yield complete;
        },
        releaseExecute: async () => ({}),
      },
      false,
      "spark.example:15002",
    );

  it("is not sent what it would leave out, and is asked for its version once", async () => {
    const client = serve("4.1.3");
    versionsAsked = 0;
    await client.run(once);
    expect(versionsAsked).toBe(0);
    for (let i = 0; i < 2; i++)
      await expect(client.run(realTime)).rejects.toMatchObject({
        condition: "SERVER_TOO_OLD",
        messageParameters: {
          feature: "trigger({ realTime })",
          needed: "4.2.0",
          version: "4.1.3",
          address: "spark.example:15002",
        },
      });
    expect(versionsAsked).toBe(1);
    await serve("4.2.0").run(realTime);
    await serve("5.0.0-SNAPSHOT").run(realTime);
    await serve("dev").run(realTime);
  });

  it.each([
    ["deep in a plan", relation({ case: "filter", value: { input: named("a") } }), "readStream.name()"],
    [
      "among others, the newest counts",
      relation({ case: "join", value: { left: named("a"), right: relation({ case: "zip", value: {} }) } }),
      "'Relation.zip' of the protocol",
    ],
    [
      "as a value of an enum",
      relation({ case: "parse", value: { format: Parse_ParseFormat.XML } }),
      "'Parse.ParseFormat.PARSE_FORMAT_XML' of the protocol",
    ],
    [
      "in a list and a map",
      relation({
        case: "sql",
        value: { namedArguments: { a: { exprType: { case: "literal", value: { dataType: {} } } } } },
      }),
      "'Expression.Literal.data_type' of the protocol",
    ],
  ])("is not sent what is new %s", async (_name, root, feature) => {
    const refusal = { condition: "SERVER_TOO_OLD", messageParameters: { feature } };
    await expect(serve("4.0.4").rows(root).next()).rejects.toMatchObject(refusal);
    const analysis = { case: "schema", value: { plan: rootPlan(root) } } as const;
    await expect(serve("4.0.4").analyze(analysis)).rejects.toMatchObject(refusal);
  });

  it("is refused where it is Spark 3, and where it cannot clone sessions", async () => {
    await expect(serve("3.5.6").reach()).rejects.toMatchObject({ condition: "SERVER_TOO_OLD" });
    await serve("4.0.0").reach();
    await expect(serve("4.0.4").clone()).rejects.toMatchObject({
      condition: "SERVER_TOO_OLD",
      messageParameters: { feature: "cloneSession()", needed: "4.1.0" },
    });
  });

  it("takes plans of any depth", async () => {
    let root = plan;
    for (let i = 0; i < 20_000; i++) root = relation({ case: "limit", value: { input: root, limit: 1 } });
    expect(newestDemand(PlanSchema, rootPlan(root))).toBeUndefined();
  });
});
