import { SERVER_LANGUAGE } from "../../messages/languages";
import { useMessages } from "../../messages/MessagesContext";
import type { ListingProblem } from "../../wire/selling";
import { WarningIcon } from "../icons";
import { RefusedIcon } from "./icons";

/** A sentence that the server wrote, in its language. */
export function ServerSentence({ text }: { text: string }) {
  const t = useMessages();
  if (t.language === SERVER_LANGUAGE) return <span className="wrap-anywhere">{text}</span>;
  return (
    <span lang={SERVER_LANGUAGE} className="wrap-anywhere">
      {text}
    </span>
  );
}

/** What a seller should know of a listing, each with how much it weighs in words and in a sign. */
export function Problems({ problems }: { problems: readonly ListingProblem[] }) {
  const t = useMessages();
  if (problems.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5">
      {problems.map(({ code, level, message }) => (
        <li
          key={`${code} ${message}`}
          className={`flex items-start gap-2 text-sm ${level === "warning" ? "text-muted" : "text-alert"}`}
        >
          <span className="mt-0.5 shrink-0">{level === "refused" ? <RefusedIcon /> : <WarningIcon />}</span>
          <span>
            <strong className="font-medium">{t(`listing.level_${level}`)}</strong>{" "}
            <ServerSentence text={message} />
          </span>
        </li>
      ))}
    </ul>
  );
}
