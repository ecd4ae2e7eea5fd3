import type { MessageInitShape } from "@bufbuild/protobuf";
import type { QueryContext } from "../../common/index.ts";
import type { FetchErrorDetailsResponse_ErrorSchema, FetchErrorDetailsResponseSchema } from "../../protocol/index.ts";
import { wireError } from "./wire-error.ts";

/** Causes beyond are left out. */
const CHAIN_LENGTH = 5;

/** The part of the answer to FetchErrorDetails that an error makes. */
export type ErrorDetails = Pick<
  Exclude<MessageInitShape<typeof FetchErrorDetailsResponseSchema>, { $typeName: string }>,
  "rootErrorIdx" | "errors"
>;
type ErrorMessage = MessageInitShape<typeof FetchErrorDetailsResponse_ErrorSchema>;

/** The whole of an error with its causes, each of which follows the one that it caused. */
export function errorDetails(error: unknown): ErrorDetails {
  const chain: unknown[] = [];
  for (let link = error; link !== undefined && chain.length < CHAIN_LENGTH; link = causeOf(link)) chain.push(link);
  const errors = chain.map((link, index): ErrorMessage => {
    const { classes, message, condition, sqlState, messageParameters, context } = wireError(link);
    return {
      errorTypeHierarchy: [...classes],
      message,
      ...(index + 1 < chain.length && { causeIdx: index + 1 }),
      sparkThrowable: {
        errorClass: condition,
        sqlState,
        messageParameters: { ...messageParameters },
        queryContexts: context === undefined ? [] : [contextMessage(context)],
      },
    };
  });
  return { rootErrorIdx: 0, errors };
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

const contextMessage = ({ fragment, startIndex, stopIndex }: QueryContext) => ({ fragment, startIndex, stopIndex });
