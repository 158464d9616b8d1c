import type { Translate } from "../messages/translate";
import type { Failure } from "../http/request";
import { SERVER_LANGUAGE } from "../messages/languages";

/** Why something failed: the server's own sentence, or what its code means in another language. */
export function problemSentence({ code, message }: Failure, t: Translate): string {
  const isReadable = message !== null && t.language === SERVER_LANGUAGE;
  return isReadable ? message : t(`problem.${code}`);
}
