import type { MessageInitShape } from "@bufbuild/protobuf";
import { sparkError } from "../common/index.ts";
import type { ConfigRequest, KeyValueSchema } from "../protocol/index.ts";
import type { SessionSettings } from "./settings.ts";

type Pair = MessageInitShape<typeof KeyValueSchema>;

/** Carries out a Config request. @throws SparkException as {@link SessionSettings} does */
export function runConfig(request: ConfigRequest, settings: SessionSettings): Pair[] {
  const operation = request.operation?.opType;
  switch (operation?.case) {
    case "set":
      for (const { key, value } of operation.value.pairs) {
        try {
          settings.set(key, value ?? "");
        } catch (error) {
          if (!operation.value.silent) throw error;
        }
      }
      return [];
    case "get":
      return operation.value.keys.map((key) => ({ key, value: settings.get(key) }));
    case "getWithDefault":
      return operation.value.pairs.map(({ key, value }) => pair(key, settings.findOr(key, value)));
    case "getOption":
      return operation.value.keys.map((key) => pair(key, settings.find(key)));
    case "getAll": {
      const prefix = operation.value.prefix ?? "";
      return settings
        .all()
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => ({ key: key.slice(prefix.length), value }));
    }
    case "unset":
      for (const key of operation.value.keys) settings.unset(key);
      return [];
    case "isModifiable":
      return operation.value.keys.map((key) => ({ key, value: String(settings.isModifiable(key)) }));
    default:
      throw sparkError("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", { message: "a Config request without an operation" });
  }
}

const pair = (key: string, value: string | undefined): Pair => (value === undefined ? { key } : { key, value });
