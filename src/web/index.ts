export type { Account, Backend, SourceFigures } from "./backend.ts";
export { type Dashboard, type DashboardOptions, startDashboard } from "./dashboard.ts";
export { notFound } from "./parameters.ts";
export type { SessionInfo } from "./wire.ts";
