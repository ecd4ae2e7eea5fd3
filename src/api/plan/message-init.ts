import type { DescMessage, Message, MessageInitShape } from "@bufbuild/protobuf";

/** The fields of a message that is yet to be made. */
export type MessageInit<Desc extends DescMessage> = Exclude<MessageInitShape<Desc>, Message>;
