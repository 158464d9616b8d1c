import type { ReactNode } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { webLink } from "../../format/links";
import { marketplaceAddress } from "../../selling/address";
import { formatMoment } from "../../format/time";
import { marketplaceLabel } from "../../format/words";
import { mayRetry, signOf, type Sign, statusWords } from "../../selling/states";
import { useAttempt, useSellingApi } from "../../selling/useSelling";
import type { JobAction, JobProgress, MarketplaceConnection, MarketplaceJob } from "../../wire/selling";
import { LinkMark, WarningIcon } from "../icons";
import { Sentence } from "../Sentence";
import { SimulatedMark } from "../SimulatedMark";
import { AnswerFields } from "./AnswerFields";
import { ConnectButton } from "./ConnectButton";
import { type ByHand, FinishByHand } from "./FinishByHand";
import { DoneIcon, GoneIcon, HandIcon, WaitingIcon } from "./icons";
import { ServerSentence } from "./Problems";

export interface JobRowProps {
  jobId: string;
  part: MarketplaceJob;
  /** How the marketplace stands with the seller; null while that is not known. */
  connection: MarketplaceConnection | null;
  /** Takes the job as it is after something was done about it. */
  onChanged: (job: JobProgress) => void;
}

const SIGN_ICONS: Readonly<Record<Sign, ReactNode>> = {
  done: <DoneIcon />,
  moving: <WaitingIcon isMoving />,
  waiting: <WaitingIcon isMoving={false} />,
  yours: <HandIcon />,
  bad: <WarningIcon />,
  gone: <GoneIcon />,
};

const SIGN_COLOURS: Readonly<Record<Sign, string>> = {
  done: "text-accent",
  moving: "text-muted",
  waiting: "text-muted",
  yours: "text-ink",
  bad: "text-alert",
  gone: "text-muted",
};

/** A state as a sign and in words. */
export function Status({ status }: { status: string }) {
  const t = useMessages();
  const sign = signOf(status);
  return (
    <span className={`inline-flex items-center gap-1.5 text-[0.9375rem] ${SIGN_COLOURS[sign]}`}>
      {SIGN_ICONS[sign]}
      {statusWords(status, t)}
    </span>
  );
}

function Head({ part, connection }: Pick<JobRowProps, "part" | "connection">) {
  const t = useMessages();
  const link = marketplaceAddress(part.confirmation_link, window.location);
  const name = marketplaceLabel(part.marketplace, t);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span className="flex items-center gap-2 font-medium">
        {name}
        {connection?.simulated === true && <SimulatedMark />}
      </span>
      <Status status={part.status} />
      {link !== null && (
        <a
          href={link}
          target="_blank"
          rel="noopener noreferrer"
          className="inline-flex min-h-9 items-center text-[0.9375rem] text-accent underline underline-offset-2"
        >
          {t.rich("job.see_it", { marketplace: name })}
          <LinkMark />
        </a>
      )}
    </div>
  );
}

/** What was said of it, by the marketplace or by us, and when it began to be seen. */
function About({ part }: { part: MarketplaceJob }) {
  const t = useMessages();
  const when = part.posted_at === null ? null : formatMoment(part.posted_at, t.locale);
  // Where both say something, the job's own words have what to do in them.
  const message = part.message ?? (part.action?.message || null);
  return (
    <>
      {message !== null && (
        <p className="text-[0.9375rem]">
          <ServerSentence text={message} />
        </p>
      )}
      {when !== null && part.status === "live" && (
        <p className="text-sm text-muted">
          {t(part.confirmed_by === "user" ? "job.live_since_you" : "job.live_since", { moment: when })}
        </p>
      )}
    </>
  );
}

/** Tries again; where the account is missing, that comes first, and the listing then goes on. */
function Retry({ jobId, part, connection, onChanged }: JobRowProps) {
  const t = useMessages();
  const api = useSellingApi();
  const { isBusy, failure, attempt } = useAttempt();
  if (!mayRetry(part)) return null;
  const retry = () => attempt(async () => onChanged(await api.retry(jobId, part.marketplace)));
  const asksForAccount = part.status === "needs_connection" || part.action?.kind === "connect";
  if (asksForAccount && connection?.connected !== true) {
    return <ConnectButton marketplace={part.marketplace} onConnected={() => void retry()} />;
  }
  return (
    <div className="flex flex-col items-start gap-2">
      {failure !== null && <Sentence problem={failure} />}
      <button type="button" disabled={isBusy} className="button-quiet disabled:opacity-50" onClick={() => void retry()}>
        <span>{t.rich("job.retry", { marketplace: marketplaceLabel(part.marketplace, t) })}</span>
      </button>
    </div>
  );
}

/** What the seller is to do in the marketplace's own form, or null. */
function byHand({ action, confirmation_link: link, status }: MarketplaceJob): ByHand | null {
  if (action?.kind === "take_down") return "take_down";
  // What has expired is to be prepared anew first.
  if (action?.kind === "open_and_paste" && status === "needs_action") return "post";
  return action?.kind === "fix" && status === "live" && link !== null ? "change" : null;
}

/** Where something is to be put right that nobody can do from here. */
function FixLink({ action, name }: { action: JobAction; name: string }) {
  const t = useMessages();
  const address = webLink(action.form_url);
  if (address === null) return null;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" className="button-quiet">
      {t("job.open_form", { marketplace: name })}
      <LinkMark />
    </a>
  );
}

/** What is asked of the seller, by its kind; null where the seller is asked for nothing special. */
function asked({ jobId, part, onChanged }: JobRowProps): ReactNode {
  const { action, marketplace } = part;
  if (action === null) return null;
  const about = { jobId, marketplace, action, onChanged };
  const what = byHand(part);
  if (what !== null) return <FinishByHand {...about} what={what} link={part.confirmation_link} />;
  return action.kind === "answer" && action.fields.length > 0 ? <AnswerFields {...about} /> : null;
}

/** What the seller can do so that this marketplace goes on. */
function Next(props: JobRowProps) {
  const t = useMessages();
  const { action, marketplace } = props.part;
  const own = asked(props);
  if (own !== null) return own;
  return (
    <div className="flex flex-wrap items-start gap-2">
      {action?.kind === "fix" && <FixLink action={action} name={marketplaceLabel(marketplace, t)} />}
      <Retry {...props} />
    </div>
  );
}

/** How a listing stands at one marketplace, and what there is to do about it. */
export function JobRow(props: JobRowProps) {
  const { connection, part } = props;
  return (
    <li className="flex flex-col gap-2 py-3 first:pt-0 last:pb-0">
      <Head part={part} connection={connection} />
      <About part={part} />
      <Next {...props} />
    </li>
  );
}
