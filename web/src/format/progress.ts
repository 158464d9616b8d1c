import type { Translate } from "../messages/translate";
import type { Progress } from "../wire/model";

/** What is going on: what the step is called here, else what the server says of it. */
export function progressSentence({ step, message }: Pick<Progress, "step" | "message">, t: Translate): string {
  return t.find(`progress.${step}`) ?? (message === "" ? t("page.one_moment") : message);
}
