import { useShell } from "../shell/ShellContext";
import { type ListStyle, useListStyle } from "../shell/useListStyle";
import { GridIcon, ListIcon } from "./panelIcons";

const STYLES = [
  { style: "grid", name: "Side by side", Icon: GridIcon },
  { style: "list", name: "One a line", Icon: ListIcon },
] as const satisfies readonly { style: ListStyle; name: string; Icon: typeof GridIcon }[];

/** How products stand: beside each other, or one a line. */
export function ListStyleSwitch() {
  const shell = useShell();
  const { style, choose } = useListStyle();
  if (shell === null) return null;
  return (
    <fieldset className="flex rounded-full border border-line bg-surface">
      <legend className="sr-only">How products stand</legend>
      {STYLES.map(({ style: one, name, Icon }) => (
        <button
          key={one}
          type="button"
          aria-label={name}
          aria-pressed={style === one}
          title={name}
          className="grid size-11 place-items-center rounded-full text-muted aria-pressed:bg-tint aria-pressed:text-accent"
          onClick={() => choose(one)}
        >
          <Icon />
        </button>
      ))}
    </fieldset>
  );
}
