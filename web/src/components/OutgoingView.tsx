import { isListingEdit } from "../conversation/listings";
import { isByHand } from "../conversation/outbox";
import type { Outgoing } from "../conversation/state";
import { useMessages } from "../messages/MessagesContext";
import { EditLine } from "./EditLine";
import { ProblemAlert } from "./ProblemAlert";
import { ProgressLine } from "./ProgressLine";
import { UserBubble } from "./UserBubble";

export interface OutgoingViewProps {
  item: Outgoing;
  /** Whether the connection is missing for so long that the person should know. */
  isOffline: boolean;
  onRetry: (clientId: string) => void;
}

/** Whether it leads to a search at once. */
function searches(item: Outgoing): boolean {
  return isByHand(item) && item.type !== "confirm" && !isListingEdit(item);
}

function What({ item }: { item: Outgoing }) {
  return isByHand(item) ? <EditLine text={item.text} /> : <UserBubble text={item.text} media={item.media ?? []} />;
}

/** What the server has not taken up yet, or has refused. */
export function OutgoingView({ item, isOffline, onRetry }: OutgoingViewProps) {
  const t = useMessages();
  const { clientId, delivery, problem } = item;
  const isEdit = isByHand(item);
  const isHeld = problem === null && delivery === "waiting" && isOffline;
  const isUnderWay = problem === null && !isHeld;
  return (
    <div className="flex flex-col gap-4">
      <What item={item} />
      {problem !== null && (
        <ProblemAlert
          problem={problem}
          action={{ label: t("conversation.send_again"), run: () => onRetry(clientId) }}
        />
      )}
      {isUnderWay && (
        <ProgressLine message={t(searches(item) ? "conversation.searching_again" : "page.one_moment")} sources={[]} />
      )}
      {isHeld && (
        <p className={`text-sm text-muted ${isEdit ? "" : "text-end"}`}>
          {t("conversation.held")}
        </p>
      )}
    </div>
  );
}
