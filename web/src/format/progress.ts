import type { Translate } from "../messages/translate";
import type { Progress } from "../wire/model";

/** What is going on: what the step is called here, else what the server says of it. */
export function progressSentence({ step, message, total_count }: Progress, t: Translate): string {
  const values = total_count === null ? {} : { count: total_count };
  return t.find(`progress.${step}`, values) ?? (message === "" ? t("page.one_moment") : message);
}
