import { memo, Suspense } from "react";
import { progressSentence } from "../format/progress";
import { isActive, nextPage, resultsSoFar } from "../conversation/selectors";
import type { Edit, Rating, Turn } from "../conversation/state";
import { useMessages } from "../messages/MessagesContext";
import type { Operation } from "../wire/types";
import { AssistantProse } from "./AssistantProse";
import { ClarificationView } from "./ClarificationView";
import { ComparisonView } from "./ComparisonView";
import { EditLine } from "./EditLine";
import { Feedback } from "./Feedback";
import { lazyPart } from "./lazyPart";
import { ProblemAlert } from "./ProblemAlert";
import { ProgressLine } from "./ProgressLine";
import { ResultsView } from "./ResultsView";
import { SeenChips } from "./SeenChips";
import { RewriteButton } from "./RewriteButton";
import { TurnActions } from "./TurnActions";
import { UserBubble } from "./UserBubble";

const AnswerView = lazyPart(async () => (await import("./documents/AnswerView")).AnswerView);
const JobView = lazyPart(async () => (await import("./selling/JobView")).JobView);
const ListingView = lazyPart(async () => (await import("./selling/ListingView")).ListingView);

export interface TurnViewProps {
  turn: Turn;
  /** Whether its question and its suggestions can still be taken up. */
  isOpen: boolean;
  /** Whether its requirement is the present one and can be changed by hand. */
  isEditable: boolean;
  /** The changes of its listing that are on their way; null where it can no longer be changed. */
  pendingEdits: readonly Operation[] | null;
  /** Whether a yes to its listing can be taken now. */
  canConfirm: boolean;
  /** What the person thinks of it, or null. */
  rating: Rating | null;
  onSay: (text: string) => void;
  onEdit: (edit: Edit) => void;
  onRate: (runId: string, value: Rating["value"], reason: string | null) => void;
  /** Adds a page of results to those of a turn. */
  onMore: (turnKey: string, page: number) => Promise<void>;
}

/** What the assistant is doing; nothing once the answer itself is there to read. */
function Working({ turn }: { turn: Turn }) {
  const t = useMessages();
  const { progress, soFar } = turn;
  if (!isActive(turn) || turn.texts.length > 0) return null;
  const message = progress === null ? t("page.one_moment") : progressSentence(progress, t);
  return <ProgressLine message={message} sources={soFar === null ? (progress?.sources ?? []) : []} />;
}

/**
 * What the assistant says, or what it is doing until then. Where products are there before it has
 * said anything, it has its room from the beginning, so that they need not move.
 */
function Reply({ turn }: { turn: Turn }) {
  const { answer, soFar, texts } = turn;
  if (!isActive(turn) && texts.length === 0) return null;
  const hasProducts = isActive(turn) && soFar !== null && soFar.products.length > 0;
  return (
    <div className={hasProducts ? "room-for-reply flex flex-col" : "flex flex-col gap-5"}>
      <Working turn={turn} />
      {hasProducts && texts.length === 0 && <div aria-hidden="true" className="lines-to-come flex-1" />}
      {texts.map(({ content, messageId }) => {
        const prose = <AssistantProse key={messageId} text={content} />;
        if (answer?.message_id !== messageId) return prose;
        return (
          <Suspense key={messageId} fallback={prose}>
            <AnswerView answer={answer} />
          </Suspense>
        );
      })}
    </div>
  );
}

/** What repeats the attempt, or null where this page does not know what began it. */
function attempt({ turn, onSay, onEdit }: TurnViewProps): (() => void) | null {
  const { edit, media, userMessage } = turn;
  if (media.length > 0) return null;
  if (userMessage !== null) return () => onSay(userMessage);
  return edit === null ? null : () => onEdit(edit);
}

function Problems(props: TurnViewProps) {
  const t = useMessages();
  const again = props.isOpen ? attempt(props) : null;
  return props.turn.problems.map((problem, index) => {
    const retry = problem.retryable && again !== null ? { label: t("conversation.try_again"), run: again } : null;
    // Problems are only ever appended, so the position names each one.
    return <ProblemAlert key={`${problem.code}-${index}`} problem={problem} action={retry} />;
  });
}

/** What the person thinks of the reply, once there is one. */
function Judgement({ turn, rating, onRate }: TurnViewProps) {
  const { outcome, runId } = turn;
  const isReply = outcome !== null && outcome !== "cancelled" && outcome !== "failed";
  if (!isReply || runId === null) return null;
  return (
    <div className="flex flex-wrap items-start gap-x-2">
      <Feedback rating={rating} onRate={(value, reason) => onRate(runId, value, reason)} />
      <TurnActions turn={turn} />
    </div>
  );
}

/** What the person said and showed; as long as it is the latest, words can be said otherwise. */
function Said({ turn, isLatest }: { turn: Turn; isLatest: boolean }) {
  const { heard, media, runId, userMessage } = turn;
  if (userMessage === null && media.length === 0) return null;
  const words = [userMessage, heard?.transcript].filter(Boolean).join(" ");
  // A photo would be lost: what is said instead is words alone.
  const isRewritable = isLatest && words !== "" && media.every(({ media_type: kind }) => kind === "audio");
  return (
    <>
      <UserBubble text={userMessage ?? ""} media={media} heard={heard?.transcript ?? null} />
      {isRewritable && <RewriteButton words={words} runId={runId} />}
    </>
  );
}

/** What a search found: all of it, or so far; the same cards go on from one to the other. */
function Found({ turn, isEditable, onEdit, onMore }: TurnViewProps) {
  const { results, soFar } = turn;
  const found = results ?? (soFar === null ? null : resultsSoFar(soFar));
  const page = nextPage(turn);
  if (found === null) return null;
  return (
    <ResultsView
      results={found}
      awaiting={results === null ? (soFar?.awaiting ?? []) : null}
      isEditable={isEditable}
      onEdit={onEdit}
      onMore={page === null ? null : () => onMore(turn.key, page)}
    />
  );
}

/** What is offered, and what of it is on its way to marketplaces. */
function Selling({ turn, pendingEdits, canConfirm, onEdit }: TurnViewProps) {
  const { jobs, listing } = turn;
  if (listing === null && jobs.length === 0) return null;
  return (
    <Suspense fallback={<div className="h-40" />}>
      {listing !== null && (
        <ListingView listing={listing} pending={pendingEdits} canConfirm={canConfirm} onEdit={onEdit} />
      )}
      {jobs.map((job) => (
        <JobView key={job.job_id} job={job} />
      ))}
    </Suspense>
  );
}

/** One turn: what the person said or changed, then whatever the assistant made of it. */
export const TurnView = memo(function TurnView(props: TurnViewProps) {
  const t = useMessages();
  const { turn, isEditable, isOpen, onEdit, onSay } = props;
  const { clarification, comparison, edit, seen } = turn;
  return (
    <article className="flex animate-appear flex-col gap-5">
      <Said turn={turn} isLatest={isOpen || isActive(turn)} />
      {edit !== null && <EditLine text={edit.text} />}
      {seen !== null && (
        <SeenChips seen={seen} wish={turn.results?.requirement_spec ?? null} isEditable={isEditable} onEdit={onEdit} />
      )}
      <Reply turn={turn} />
      <Found {...props} />
      {comparison !== null && <ComparisonView comparison={comparison} />}
      {clarification !== null && (
        <ClarificationView clarification={clarification} isOpen={isOpen} onSay={onSay} />
      )}
      <Selling {...props} />
      <Problems {...props} />
      {turn.outcome === "cancelled" && <p className="text-sm text-muted">{t("conversation.stopped")}</p>}
      <Judgement {...props} />
    </article>
  );
});
