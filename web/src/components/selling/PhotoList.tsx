import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useMessages } from "../../messages/MessagesContext";
import { moved, setting } from "../../selling/formEdits";
import { strictestLimit } from "../../selling/limits";
import { photoAddress } from "../../selling/photos";
import { useStatus } from "../../status/StatusContext";
import { marketplaceLabel } from "../../format/words";
import type { Operation } from "../../wire/types";
import { CloseIcon } from "../icons";
import { PhotoHintsOf } from "../PhotoHints";
import { AddPhotos } from "./AddPhotos";
import type { DraftFormProps } from "./DraftForm";
import { ArrowIcon } from "./icons";

interface PhotoProps {
  photo: string;
  place: number;
  count: number;
  onMove: (to: number) => void;
  onRemove: () => void;
  /** Called when another photo is dropped on this one. */
  onDropHere: (from: number) => void;
}

const CARRIED = "application/x-talknshop-photo";
const MOVE_BUTTON =
  "grid size-9 place-items-center rounded-full text-muted hover:text-ink disabled:opacity-30";

function Picture({ photo, label }: { photo: string; label: string }) {
  const t = useMessages();
  const [isBroken, setIsBroken] = useState(false);
  const address = photoAddress(photo);
  if (address === null || isBroken) {
    return (
      <span className="grid size-full place-items-center p-2 text-center text-xs text-muted">
        <span className="sr-only">{label} </span>
        {t("listing.photo_missing")}
      </span>
    );
  }
  return (
    <img
      src={address}
      alt={label}
      draggable={false}
      decoding="async"
      className="size-full object-cover"
      onError={() => setIsBroken(true)}
    />
  );
}

/** Where an arrow key brings a photo, as one reads. */
function placeAfter(key: string, place: number, isRightToLeft: boolean): number | null {
  const forward = isRightToLeft ? -1 : 1;
  if (key === "ArrowRight") return place + forward;
  if (key === "ArrowLeft") return place - forward;
  return key === "Home" ? 0 : null;
}

/** One photo: it is dragged, or moved with its buttons and the arrow keys. */
function Photo({ photo, place, count, onMove, onRemove, onDropHere }: PhotoProps) {
  const t = useMessages();
  const [isOver, setIsOver] = useState(false);
  const label = t("listing.photo_of", { place: place + 1, count });

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const isRightToLeft = getComputedStyle(event.currentTarget).direction === "rtl";
    const next = placeAfter(event.key, place, isRightToLeft);
    if (next === null) return;
    event.preventDefault();
    if (next >= 0 && next < count) onMove(next);
  }

  function onDrop(event: DragEvent): void {
    setIsOver(false);
    const from = event.dataTransfer.getData(CARRIED);
    if (from === "") return;
    event.preventDefault();
    onDropHere(Number(from));
  }

  return (
    // What dragging does, the buttons within do as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      draggable
      data-photo={photo}
      onDragStart={(event) => event.dataTransfer.setData(CARRIED, String(place))}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(CARRIED)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
      className={`flex w-36 shrink-0 flex-col rounded-2xl border bg-surface ${isOver ? "border-accent" : "border-line"}`}
    >
      <div className="relative aspect-square cursor-grab overflow-hidden rounded-t-2xl bg-sunken">
        <Picture photo={photo} label={label} />
        {place === 0 && (
          <span className="absolute start-1.5 bottom-1.5 rounded-full bg-accent px-2 text-xs font-medium text-on-accent">
            {t("listing.cover")}
          </span>
        )}
      </div>
      <div className="flex justify-between px-0.5">
        <button
          type="button"
          data-move
          aria-label={t("listing.photo_earlier", { place: place + 1 })}
          title={t("listing.photo_keys")}
          aria-disabled={place === 0}
          className={`${MOVE_BUTTON} aria-disabled:opacity-30`}
          onClick={() => place > 0 && onMove(place - 1)}
          onKeyDown={onKeyDown}
        >
          <ArrowIcon toStart />
        </button>
        <button
          type="button"
          aria-label={t("listing.photo_remove", { place: place + 1 })}
          className={MOVE_BUTTON}
          onClick={onRemove}
        >
          <CloseIcon />
        </button>
        <button
          type="button"
          aria-label={t("listing.photo_later", { place: place + 1 })}
          title={t("listing.photo_keys")}
          aria-disabled={place === count - 1}
          className={`${MOVE_BUTTON} aria-disabled:opacity-30`}
          onClick={() => place < count - 1 && onMove(place + 1)}
          onKeyDown={onKeyDown}
        >
          <ArrowIcon toStart={false} />
        </button>
      </div>
      <div className="px-2.5 pb-1.5 empty:hidden">
        <PhotoHintsOf s3Key={photo} />
      </div>
    </li>
  );
}

/** The keyboard stays on the photo that it moved: a moved element loses it. */
function useFollowing() {
  const list = useRef<HTMLUListElement>(null);
  const following = useRef<{ photo: string; button: number } | null>(null);
  useEffect(() => {
    const wanted = following.current;
    if (wanted === null) return;
    following.current = null;
    const item = [...(list.current?.children ?? [])].find(
      (one) => one instanceof HTMLElement && one.dataset["photo"] === wanted.photo,
    );
    item?.querySelectorAll<HTMLElement>("button")[wanted.button]?.focus();
  });
  return {
    list,
    follow: (photo: string) => {
      const focused = document.activeElement;
      const buttons = [...(focused?.closest("li")?.querySelectorAll("button") ?? [])];
      const button = buttons.findIndex((one) => one === focused);
      following.current = button < 0 ? null : { photo, button };
    },
  };
}

function PhotoNote({ listing, form }: Pick<DraftFormProps, "listing" | "form">) {
  const t = useMessages();
  const count = form.media_s3_keys.length;
  const strictest = strictestLimit(listing.preview, "photos");
  if (count === 0) return <p className="text-sm text-muted">{t("listing.no_photos")}</p>;
  if (strictest === null || count <= strictest.limit) return null;
  const marketplace = marketplaceLabel(strictest.marketplace, t);
  return (
    <p className="text-sm text-muted">
      {t("listing.photos_over", { limit: strictest.limit, marketplace })}
    </p>
  );
}

/** The photos of a listing, the first of which is its cover. */
export function PhotoList({ listing, form, onChange }: DraftFormProps) {
  const t = useMessages();
  const status = useStatus();
  const { list, follow } = useFollowing();
  const photos = form.media_s3_keys;
  const what = t("listing.photos");

  function move(from: number, to: number): void {
    const photo = photos[from];
    if (photo === undefined || from === to) return;
    follow(photo);
    onChange(what, [setting("media_s3_keys", moved(photos, from, to))]);
    status.say(t("listing.photo_moved", { place: to + 1, count: photos.length }));
  }

  function add(keys: string[]): void {
    onChange(what, [{ op: "add", slot: "media_s3_keys", value: keys }]);
  }

  function remove(photo: string): void {
    const removal: Operation = { op: "remove", slot: "media_s3_keys", value: photo };
    onChange(what, [removal]);
  }

  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-sm text-muted">{what}</h3>
      {photos.length > 0 && (
        <ul ref={list} aria-label={what} className="flex gap-2.5 overflow-x-auto pb-1">
          {photos.map((photo, place) => (
            <Photo
              key={photo}
              photo={photo}
              place={place}
              count={photos.length}
              onMove={(to) => move(place, to)}
              onRemove={() => remove(photo)}
              onDropHere={(from) => move(from, place)}
            />
          ))}
        </ul>
      )}
      <PhotoNote listing={listing} form={form} />
      <AddPhotos onPhotos={add} />
    </div>
  );
}
