import type { MessageInitShape } from "@bufbuild/protobuf";
import type { QueryContext } from "../../common/index.ts";
import {
  FetchErrorDetailsResponse_QueryContext_ContextType as ContextType,
  type FetchErrorDetailsResponse_ErrorSchema,
  type FetchErrorDetailsResponseSchema,
} from "../../protocol/index.ts";
import { errorChain, type WireError } from "./wire-error.ts";

/** The error and four causes, as Spark's server tells them. */
const CHAIN_LENGTH = 5;

/** The part of the answer to FetchErrorDetails that an error makes. */
export type ErrorDetails = Pick<
  Exclude<MessageInitShape<typeof FetchErrorDetailsResponseSchema>, { $typeName: string }>,
  "rootErrorIdx" | "errors"
>;
type ErrorMessage = MessageInitShape<typeof FetchErrorDetailsResponse_ErrorSchema>;

/** The whole of an error with its causes, each of which follows the one that it caused. */
export function errorDetails(error: unknown): ErrorDetails {
  const errors = errorChain(error, CHAIN_LENGTH).map(
    ({ classes, message, spark }, index, chain): ErrorMessage => ({
      errorTypeHierarchy: [...classes],
      message,
      ...(index + 1 < chain.length && { causeIdx: index + 1 }),
      ...(spark && { sparkThrowable: throwable(spark) }),
    }),
  );
  return { rootErrorIdx: 0, errors };
}

const throwable = ({ condition, sqlState, messageParameters, context }: NonNullable<WireError["spark"]>) => ({
  errorClass: condition,
  ...(sqlState !== undefined && { sqlState }),
  messageParameters: { ...messageParameters },
  // A place without a drawing is that of a syntax error: its message draws the whole statement, and Spark tells no context.
  queryContexts: context?.summary === undefined ? [] : [contextMessage(context, context.summary)],
});

function contextMessage({ fragment, startIndex, stopIndex, callSite }: QueryContext, summary: string) {
  return callSite === undefined
    ? { contextType: ContextType.SQL, fragment, startIndex, stopIndex, summary }
    : { contextType: ContextType.DATAFRAME, fragment, callSite, summary };
}
