import { useMessages } from "../messages/MessagesContext";
const WISHES = ["welcome.example_1", "welcome.example_2", "welcome.example_3"] as const;

/** The first screen: what this is, and three ways to begin. */
export function Welcome({ onWish }: { onWish: (wish: string) => void }) {
  const t = useMessages();
  return (
    <section
      aria-labelledby="welcome"
      className="flex flex-1 flex-col justify-center gap-8 py-12 sm:items-center sm:text-center"
    >
      <div className="flex flex-col gap-3">
        <h2
          id="welcome"
          className="font-display text-4xl leading-tight font-medium tracking-tight text-balance sm:text-5xl"
        >
          {t("welcome.title")}
        </h2>
        <p className="max-w-xl text-lg text-pretty text-muted">
          {t("welcome.about")}
        </p>
      </div>
      <ul aria-label={t("welcome.examples")} className="flex flex-wrap gap-2.5 sm:justify-center">
        {WISHES.map((key) => t(key)).map((wish) => (
          <li key={wish}>
            <button type="button" className="button-quiet" onClick={() => onWish(wish)}>
              {wish}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
