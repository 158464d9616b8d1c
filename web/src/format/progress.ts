import type { Translate } from "../messages/translate";
import type { Progress } from "../wire/model";

/** What is going on: what the step is called here, else what the server says of it. */
export function progressSentence(progress: Progress, t: Translate): string {
  const { step, message, so_far: soFar, total_count } = progress;
  if (soFar !== undefined) {
    const answered = soFar.sources.length;
    return t("shops.answered", { answered, asked: answered + soFar.awaiting.length });
  }
  const values = total_count === null ? {} : { count: total_count };
  return t.find(`progress.${step}`, values) ?? (message === "" ? t("page.one_moment") : message);
}
