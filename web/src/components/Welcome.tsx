const WISHES = [
  "Laptop under $1000",
  "Running shoes in size 10",
  "Wireless headphones with noise cancelling",
] as const;

/** The first screen: what this is, and three ways to begin. */
export function Welcome({ onWish }: { onWish: (wish: string) => void }) {
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
          What are you looking for?
        </h2>
        <p className="max-w-xl text-lg text-pretty text-muted">
          Say it in your own words. TalknShop compares what shops offer and tells you why it picked
          what it picked.
        </p>
      </div>
      <ul aria-label="Examples" className="flex flex-wrap gap-2.5 sm:justify-center">
        {WISHES.map((wish) => (
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
