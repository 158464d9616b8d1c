// The list has the roles of the combobox pattern: what HTML offers for it cannot be styled.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { conversationText } from "../format/transcript";
import { useMessages } from "../messages/MessagesContext";
import type { Translate } from "../messages/translate";
import { copyText, shareText } from "../shell/copyText";
import { type Shell, useShell } from "../shell/ShellContext";
import { useListStyle } from "../shell/useListStyle";

interface Entry {
  name: string;
  run: () => void;
}

function entriesOf(shell: Shell, other: Entry, t: Translate): Entry[] {
  const whole = () => conversationText(shell.turns(), t);
  return [
    { name: t("history.new"), run: shell.newConversation },
    { name: t("palette.history"), run: () => shell.show({ kind: "history" }) },
    { name: t("saved.title"), run: () => shell.show({ kind: "saved" }) },
    { name: t("listings.title"), run: () => shell.show({ kind: "listings", jobId: null }) },
    { name: t("documents.title"), run: () => shell.show({ kind: "documents" }) },
    { name: t("palette.news"), run: shell.showNews },
    other,
    { name: t("palette.copy"), run: () => void copyText(whole()) },
    { name: t("palette.share"), run: () => void shareText(whole()) },
    { name: t("palette.stop"), run: shell.stop },
    { name: t("palette.write"), run: shell.write },
    { name: t("header.keys"), run: shell.showKeys },
  ];
}

function useEntries(): Entry[] {
  const t = useMessages();
  const shell = useShell();
  const { style, choose } = useListStyle();
  if (shell === null) return [];
  const other: Entry =
    style === "grid"
      ? { name: t("palette.list"), run: () => choose("list") }
      : { name: t("palette.grid"), run: () => choose("grid") };
  return entriesOf(shell, other, t);
}

/** Moves the mark through the entries, round at both ends. */
function movedBy(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

/** Everything the page can do, to be found by a few letters. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const t = useMessages();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [words, setWords] = useState("");
  const [marked, setMarked] = useState(0);
  const entries = useEntries().filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()));
  useEffect(() => {
    const opened = dialog.current;
    if (opened !== null && !opened.open) opened.showModal();
  }, []);

  /** The dialog gives the keyboard back before the command may take it. */
  function run(entry: Entry | undefined): void {
    if (entry === undefined) return;
    dialog.current?.close();
    onClose();
    entry.run();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const next = movedBy(event.key, marked, entries.length);
    if (next !== null) setMarked(next);
    else if (event.key === "Enter") run(entries[marked]);
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={dialog}
      aria-label={t("palette.title")}
      onClose={onClose}
      className="mx-auto mt-[12vh] mb-auto w-[min(32rem,calc(100vw-2rem))] overflow-hidden rounded-3xl border border-line bg-surface text-ink shadow-lg backdrop:bg-black/40"
    >
      <input
        role="combobox"
        aria-label={t("palette.find")}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={entries.length === 0 ? undefined : `${id}-${marked}`}
        autoComplete="off"
        placeholder={t("palette.hint")}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setMarked(0);
        }}
        onKeyDown={onKeyDown}
        className="h-14 w-full border-b border-line bg-transparent px-5 text-base outline-none placeholder:text-muted"
      />
      <div id={id} role="listbox" aria-label={t("palette.title")} className="max-h-[50vh] overflow-y-auto p-2">
        {entries.map((entry, index) => (
          // The keyboard stays in the field above, which names the marked one.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={entry.name}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === marked}
            className="flex min-h-11 cursor-pointer items-center rounded-xl px-3 aria-selected:bg-tint"
            onMouseMove={() => setMarked(index)}
            onClick={() => run(entry)}
          >
            {entry.name}
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className="px-5 pb-4 text-muted">{t("palette.none")}</p>}
    </dialog>
  );
}
