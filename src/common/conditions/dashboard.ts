import type { ConditionCatalogue } from "./condition.ts";

/** Conditions of the dashboard's requests. */
export const dashboardConditions: ConditionCatalogue = {
  "DASHBOARD_REQUEST.NOT_FOUND": {
    sqlState: "02000",
    kind: "noSuchElement",
    message: "There is no <what>.",
  },
  "DASHBOARD_REQUEST.INVALID": {
    sqlState: "22023",
    kind: "illegalArgument",
    message: "<name> takes <expected>, not <value>.",
  },
  "DASHBOARD_REQUEST.NO_TOKEN": {
    sqlState: "28000",
    kind: "illegalArgument",
    message:
      "The dashboard asks for its token. Open its address with ?token=… once, or send it as Authorization: Bearer ….",
  },
  "DASHBOARD_REQUEST.FORBIDDEN": {
    sqlState: "42501",
    kind: "illegalArgument",
    message: "The dashboard refuses the request: <reason>.",
  },
  "DASHBOARD_REQUEST.TOO_LARGE": {
    sqlState: "54000",
    kind: "illegalArgument",
    message: "The request is larger than <limit> bytes.",
  },
  "DASHBOARD_REQUEST.NOT_BUILT": {
    sqlState: "58030",
    kind: "io",
    message: "The pages of the dashboard are missing at <path>. Build them: npm run build.",
  },
  "DASHBOARD_REQUEST.NOT_FINISHED": {
    sqlState: "55000",
    kind: "illegalArgument",
    message: "The statement <id> is <state>; its result can be downloaded when it has finished.",
  },
  "DASHBOARD_STATEMENT.READ_ONLY": {
    sqlState: "25006",
    kind: "unsupported",
    message:
      "The dashboard runs queries only, since it is read-only. Start it without --read-only for other statements.",
  },
  "DASHBOARD_STATEMENT.TOO_MANY": {
    sqlState: "54000",
    kind: "runtime",
    message: "<limit> statements run already. Cancel one, or wait for its end.",
  },
};
