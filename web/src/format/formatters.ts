/** Formatters of the browser, each made once: to make one takes longer than to use it fifty times. */

function kept<Options, Formatter>(
  make: (locale: string, options: Options) => Formatter,
): (locale: string, options: Options) => Formatter {
  const made = new Map<string, Formatter>();
  return (locale, options) => {
    const name = `${locale} ${JSON.stringify(options)}`;
    const formatter = made.get(name) ?? make(locale, options);
    made.set(name, formatter);
    return formatter;
  };
}

/** Writes numbers in a locale; throws for a currency that is none. */
export const numberFormat = kept(
  (locale: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);

/** Writes moments in a locale. */
export const dateFormat = kept(
  (locale: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);

/** Writes lists of words in a locale. */
export const listFormat = kept(
  (locale: string, options: Intl.ListFormatOptions) => new Intl.ListFormat(locale, options),
);
