import type {
  Answer,
  Clarification,
  Comparison,
  Heard,
  Media,
  PageEvent,
  Problem,
  Product,
  Progress,
  Results,
  RunEvent,
  SearchSoFar,
  Seen,
  Weights,
} from "../wire/model";
import type { JobProgress, Listing } from "../wire/selling";
import type { Decision, ErrorType, Operation, Outcome } from "../wire/types";

/** What a seller says to a preview. */
export interface Confirmation {
  previewId: string;
  decision: Decision;
}

/** What a person does by hand: a change of the requirement or of a listing, or the word on one. */
export interface Edit {
  /** What the change is, in a few words. */
  text: string;
  operations: Operation[];
  /** How much each part of the ranking is to count; then there are no operations. */
  weights?: Weights;
  /** Whether it changes the listing, which is shown in place. */
  isOfListing?: boolean;
  /** The word on a preview; then there are no operations. */
  confirmation?: Confirmation;
}

/** One message of the assistant, as far as it has arrived. */
export interface AssistantText {
  messageId: string;
  content: string;
  isComplete: boolean;
}

/** One run of the server: what the person said and everything it led to. */
export interface Turn {
  /** The client id of the message that began it, else the run id: stable from sending on. */
  key: string;
  runId: string | null;
  userMessage: string | null;
  /** What was attached to it. */
  media: readonly Media[];
  /** The words of its recordings, or null. */
  heard: Heard | null;
  /** What its pictures show, or null. */
  seen: Seen | null;
  /** The change of this page that began it; the log does not repeat it, so it ends with the page. */
  edit: Edit | null;
  progress: Progress | null;
  texts: readonly AssistantText[];
  /** What a search has found while it goes on; null before it, and once a turn with results is over. */
  soFar: SearchSoFar | null;
  results: Results | null;
  /** How many products were shown at first, and how many such pages are shown by now. */
  pages: { size: number; shown: number };
  comparison: Comparison | null;
  /** What documents say, with the places. */
  answer: Answer | null;
  /** The listing as the run left it, before its seller has said yes. */
  listing: Listing | null;
  /** What the run sent on its way, as it stands by now. */
  jobs: readonly JobProgress[];
  clarification: Clarification | null;
  problems: readonly Problem[];
  /** Null while the run goes on. */
  outcome: Outcome | null;
}

/** What a person sends: words, or a change of the requirement or of its order. */
export type Content =
  | { type: "message" | "answer"; text: string; replaces?: string; media?: readonly Media[] }
  | { type: "edit"; text: string; operations: Operation[]; isOfListing?: boolean }
  | { type: "confirm"; text: string; confirmation: Confirmation }
  | { type: "rank"; text: string; weights: Weights };

/** A message or a change of this page that the log does not show yet. */
export type Outgoing = Content & {
  clientId: string;
  /** Where the log stood when it was composed: whatever it leads to comes after that. */
  afterSeq: number;
  delivery: "waiting" | "sent";
  /** Why the server refused it, or null. */
  problem: Problem | null;
};

/** What the person thinks of a reply. */
export interface Rating {
  value: "up" | "down";
  reason: string | null;
  delivery: "waiting" | "sent";
}

/** An event that came before its turn; null is one that is not understood and only counts. */
export interface Early {
  seq: number;
  event: RunEvent | null;
}

export interface ConversationState {
  sessionId: string;
  /** The last event of the log that is part of this state. */
  lastSeq: number;
  /** The first event that came although an earlier one is missing, or null. */
  missingBefore: number | null;
  /** What came since then, in order. */
  early: readonly Early[];
  /** How often the server has answered since it was asked for what is missing. */
  pongs: number;
  /** Grows whenever the log must be asked for again from `lastSeq`. */
  resyncs: number;
  /** Where the log stood on connecting; null until the server has said so for the first time. */
  historyEnd: number | null;
  /** Whether the server has greeted the present connection: only then are messages sent. */
  isGreeted: boolean;
  turns: readonly Turn[];
  outbox: readonly Outgoing[];
  /** What is known of each job, also of one that no run here began; by job id. */
  jobs: Readonly<Record<string, JobProgress>>;
  /** By run id. */
  ratings: Readonly<Record<string, Rating>>;
  /** A failure that belongs to no message and no run, or null. */
  problem: Problem | null;
}

export type Action =
  | { type: "event"; event: PageEvent }
  | { type: "skipped"; seq: number }
  | { type: "more"; turnKey: string; products: readonly Product[] }
  | { type: "compose"; clientId: string; content: Content }
  | { type: "adopt"; items: readonly Outgoing[] }
  | { type: "deliver"; clientId: string }
  | { type: "retry"; clientId: string }
  | { type: "rate"; runId: string; value: Rating["value"]; reason: string | null }
  | { type: "deliver-rating"; runId: string }
  | { type: "disconnect" };

const ACCESS_PROBLEMS: readonly ErrorType[] = [
  "not_found_error",
  "authentication_error",
  "authorization_error",
];

/** Whether a failure outside the log is about the conversation as a whole: it is not ours. */
export function isAccessProblem(problem: Problem): boolean {
  return problem.client_id === null && ACCESS_PROBLEMS.includes(problem.code);
}

/** The state before anything is known of a conversation but what is still to be sent. */
export function emptyConversation(
  sessionId: string,
  outbox: readonly Outgoing[] = [],
): ConversationState {
  return {
    sessionId,
    lastSeq: 0,
    missingBefore: null,
    early: [],
    pongs: 0,
    resyncs: 0,
    historyEnd: null,
    isGreeted: false,
    turns: [],
    outbox,
    jobs: {},
    ratings: {},
    problem: null,
  };
}
