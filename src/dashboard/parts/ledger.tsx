import type { JSX } from "preact";
import type { LedgerStatus } from "../../web/wire.ts";
import { count } from "../format.ts";

/** Whether what the producer has written is what the query has counted. */
export function LedgerCard({ ledger }: { readonly ledger: LedgerStatus }): JSX.Element {
  const { emitted, counted, late, rejected, pending } = ledger;
  const balanced = emitted === counted + late + rejected + pending;
  const parts: readonly (readonly [string, number])[] = [
    ["counted", counted],
    ["late", late],
    ["rejected", rejected],
    ["on their way", pending],
  ];
  return (
    <p class={balanced ? "ledger balanced" : "ledger unbalanced"} role="status">
      <strong>{count(emitted)} emitted</strong> {balanced ? "=" : "≠"}{" "}
      {parts
        .filter(([name, value]) => name === "counted" || value > 0)
        .map(([name, value]) => `${count(value)} ${name}`)
        .join(" + ")}
    </p>
  );
}
