import { useMessages } from "../../messages/MessagesContext";
import { marketplaceLabel } from "../../format/words";
import { marketplaceAddress } from "../../selling/address";
import { useAttempt, useConnections, useSellingApi } from "../../selling/useSelling";
import { useStatus } from "../../status/StatusContext";
import { Sentence } from "../Sentence";

export interface ConnectButtonProps {
  marketplace: string;
  /** Called when it is connected without leaving the page. */
  onConnected?: () => void;
  /** Leaves the page for the one where the seller agrees; it comes back by itself. */
  leaveFor?: (address: string) => void;
}

const LEAVE = (address: string) => window.location.assign(address);

/** Connects the seller's account. */
export function ConnectButton({ marketplace, onConnected, leaveFor = LEAVE }: ConnectButtonProps) {
  const t = useMessages();
  const api = useSellingApi();
  const status = useStatus();
  const { refresh } = useConnections();
  const { isBusy, failure, attempt } = useAttempt();
  const name = marketplaceLabel(marketplace, t);

  const connect = () =>
    attempt(async () => {
      const started = await api.connect(marketplace);
      const address = started.connected ? null : marketplaceAddress(started.auth_url, window.location);
      if (address !== null) return leaveFor(address);
      await refresh();
      if (started.connected) onConnected?.();
      status.say(t("connections.connected_now", { marketplace: name }));
    });

  return (
    <div className="flex flex-col items-start gap-1">
      <button type="button" disabled={isBusy} className="button-quiet disabled:opacity-50" onClick={() => void connect()}>
        {t("connections.connect", { marketplace: name })}
      </button>
      {failure !== null && <Sentence problem={failure} />}
    </div>
  );
}
