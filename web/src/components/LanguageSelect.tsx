import { LANGUAGES } from "../messages/keys";
import { nameOf } from "../messages/languages";
import { useLanguage } from "../messages/MessagesContext";
import { asChoice } from "../wire/fields";
import { GlobeIcon } from "./icons";

/** The choice of the page's language: an icon, with the browser's own list over it. */
export function LanguageSelect() {
  const { t, choose } = useLanguage();
  return (
    <div className="relative grid size-11 place-items-center rounded-full text-muted transition-colors focus-within:outline-2 focus-within:outline-accent hover:text-ink">
      <GlobeIcon />
      <select
        aria-label={t("page.language")}
        title={t("page.language")}
        value={t.language}
        onChange={(event) => {
          const language = asChoice(event.target.value, LANGUAGES);
          if (language !== null) void choose(language);
        }}
        className="absolute inset-0 cursor-pointer appearance-none rounded-full text-base opacity-0"
      >
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {nameOf(language)}
          </option>
        ))}
      </select>
    </div>
  );
}
