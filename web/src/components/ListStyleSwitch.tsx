import { useMessages } from "../messages/MessagesContext";
import { useShell } from "../shell/ShellContext";
import { type ListStyle, useListStyle } from "../shell/useListStyle";
import { GridIcon, ListIcon } from "./panelIcons";

const STYLES = [
  { style: "grid", Icon: GridIcon },
  { style: "list", Icon: ListIcon },
] as const satisfies readonly { style: ListStyle; Icon: typeof GridIcon }[];

/** How products stand: beside each other, or one a line. */
export function ListStyleSwitch() {
  const t = useMessages();
  const shell = useShell();
  const { style, choose } = useListStyle();
  if (shell === null) return null;
  return (
    <fieldset className="flex rounded-full border border-line bg-surface">
      <legend className="sr-only">{t("results.list_style")}</legend>
      {STYLES.map(({ style: one, Icon }) => (
        <button
          key={one}
          type="button"
          aria-label={t(`results.${one}`)}
          aria-pressed={style === one}
          title={t(`results.${one}`)}
          className="grid size-11 place-items-center rounded-full text-muted aria-pressed:bg-tint aria-pressed:text-accent"
          onClick={() => choose(one)}
        >
          <Icon />
        </button>
      ))}
    </fieldset>
  );
}
