import { useMessages } from "../../messages/MessagesContext";
import type { Translate } from "../../messages/translate";
import { marketplaceLabel } from "../../format/words";
import { setting } from "../../selling/formEdits";
import { useConnections } from "../../selling/useSelling";
import type { MarketplaceConnection } from "../../wire/selling";
import { Choices } from "./Choices";
import type { DraftFormProps } from "./DraftForm";

function noteOf({ connected, mode, simulated }: MarketplaceConnection, t: Translate): string | undefined {
  if (simulated) return t("product.simulated");
  if (mode === "assisted") return t("listing.by_hand");
  return connected ? undefined : t("listing.not_connected");
}

/** Where it is to be put up: what can be posted to here, and what was asked for already. */
export function MarketplaceChoices({ form, onChange }: DraftFormProps) {
  const t = useMessages();
  const { connections } = useConnections();
  const offered = (connections ?? []).map(({ marketplace }) => marketplace);
  const names = [...new Set([...offered, ...form.target_marketplaces])];
  const options = names.map((value) => {
    const connection = connections?.find(({ marketplace }) => marketplace === value);
    return {
      value,
      label: marketplaceLabel(value, t),
      note: connection === undefined ? undefined : noteOf(connection, t),
    };
  });
  if (options.length === 0) return null;
  return (
    <Choices
      legend={t("listing.target_marketplaces")}
      options={options}
      chosen={form.target_marketplaces}
      onChange={(chosen) =>
        onChange(t("listing.target_marketplaces"), [setting("target_marketplaces", chosen)])
      }
    />
  );
}
