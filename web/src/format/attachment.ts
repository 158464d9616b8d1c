import type { MediaProblem } from "../media/types";
import { SERVER_LANGUAGE } from "../messages/languages";
import type { Translate } from "../messages/translate";

/** Why a file could not be sent: the server's own sentence where it can be read, else what it means. */
export function problemText({ reason, message }: MediaProblem, t: Translate): string {
  return message !== null && t.language === SERVER_LANGUAGE ? message : t(`media.${reason}`);
}
