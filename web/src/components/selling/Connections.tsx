import { useMessages } from "../../messages/MessagesContext";
import type { Translate } from "../../messages/translate";
import { useAttempt, useConnections, useSellingApi } from "../../selling/useSelling";
import type { MarketplaceConnection } from "../../wire/selling";
import { Sentence } from "../Sentence";
import { SimulatedMark } from "../SimulatedMark";
import { ConnectButton } from "./ConnectButton";
import { ServerSentence } from "./Problems";

function standing({ account_name: account, connected, mode }: MarketplaceConnection, t: Translate): string {
  if (mode === "assisted") return t("connections.by_hand");
  if (mode === "own") return t("connections.own");
  if (mode === "feed") return t("connections.feed");
  if (!connected) return t("connections.not_connected");
  return account === null ? t("connections.connected") : t("connections.connected_as", { account });
}

function ConnectionLine({ connection }: { connection: MarketplaceConnection }) {
  const t = useMessages();
  const api = useSellingApi();
  const { refresh } = useConnections();
  const { isBusy, failure, attempt } = useAttempt();
  const { connected, marketplace, message, mode, name, simulated } = connection;
  const disconnect = () =>
    attempt(async () => {
      await api.disconnect(marketplace);
      await refresh();
    });
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <span className="min-w-40 flex-1">
        <span className="flex items-center gap-2">
          {name}
          {simulated && <SimulatedMark />}
        </span>
        <span className="block text-sm text-muted">{standing(connection, t)}</span>
        {message !== null && (
          <span className="block text-sm text-muted">
            <ServerSentence text={message} />
          </span>
        )}
        {failure !== null && <Sentence problem={failure} />}
      </span>
      {mode === "api" && !connected && <ConnectButton marketplace={marketplace} />}
      {mode === "api" && connected && (
        <button
          type="button"
          disabled={isBusy}
          className="button-quiet disabled:opacity-50"
          onClick={() => void disconnect()}
        >
          <span>{t.rich("connections.disconnect", { marketplace: name })}</span>
        </button>
      )}
    </li>
  );
}

/** The accounts through which listings are posted. */
export function Connections() {
  const t = useMessages();
  const { connections } = useConnections();
  if (connections === null || connections.length === 0) return null;
  return (
    <section aria-labelledby="connections" className="border-t border-line pt-4">
      <h3 id="connections" className="font-medium">
        {t("connections.title")}
      </h3>
      <ul aria-labelledby="connections" className="divide-y divide-line">
        {connections.map((connection) => (
          <ConnectionLine key={connection.marketplace} connection={connection} />
        ))}
      </ul>
    </section>
  );
}
