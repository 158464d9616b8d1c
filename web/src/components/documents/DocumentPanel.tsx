import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useDocumentsApi } from "../../documents/documentsApi";
import { type Segment, segmentsOf } from "../../documents/segments";
import type { DocumentPlace, DocumentText, Heading } from "../../documents/types";
import { type Failure, failureOf } from "../../http/request";
import { useMessages } from "../../messages/MessagesContext";
import { useAnnouncement } from "../../status/StatusContext";
import { Drawer } from "../Drawer";
import { Sentence } from "../Sentence";

interface Opened {
  document: DocumentText;
  /** Whether the version that was quoted is no longer there. */
  isGone: boolean;
}

/** The version that a place is in; where that is gone, the document as it is now. */
function useDocument({ documentId, version }: DocumentPlace) {
  const api = useDocumentsApi();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let isWanted = true;
    const newest = async (problem: unknown) => {
      if (version === null || failureOf(problem).code !== "not_found_error") throw problem;
      return { document: await api.document(documentId, null), isGone: true };
    };
    api
      .document(documentId, version)
      .then((document) => ({ document, isGone: false }), newest)
      .then(
        (known) => isWanted && setOpened(known),
        (problem: unknown) => isWanted && setFailure(failureOf(problem)),
      );
    return () => {
      isWanted = false;
    };
  }, [api, documentId, version]);
  return { opened, failure };
}

/** The place is what the person came for: it is scrolled to, and gets the keyboard. */
function showAtOnce(mark: HTMLElement | null): void {
  mark?.scrollIntoView({ block: "center" });
  mark?.focus({ preventScroll: true });
}

function Part({ segment, id }: { segment: Segment; id: string }) {
  const t = useMessages();
  switch (segment.kind) {
    case "text":
      return <span>{segment.text}</span>;
    case "heading": {
      const level = Math.min(segment.depth + 2, 6) as 3 | 4 | 5 | 6;
      const Title = `h${level}` as const;
      return (
        <Title id={`${id}-${segment.start}`} tabIndex={-1} className="inline font-display text-lg font-semibold">
          {segment.text}
        </Title>
      );
    }
    case "mark":
      return (
        <>
          <span className="sr-only">{t("documents.quoted")} </span>
          <mark
            ref={showAtOnce}
            tabIndex={-1}
            className="rounded-sm bg-star/30 box-decoration-clone px-0.5 text-ink outline-offset-4"
          >
            {segment.text}
          </mark>
        </>
      );
  }
}

function Outline({ headings, id, onGo }: { headings: readonly Heading[]; id: string; onGo: (start: number) => void }) {
  const t = useMessages();
  if (headings.length < 2) return null;
  return (
    <details className="rounded-xl border border-line px-3">
      <summary className="min-h-11 content-center font-medium">{t("documents.outline")}</summary>
      <nav aria-label={t("documents.outline")}>
        <ul className="flex flex-col pb-2">
          {headings.map(({ depth, start, title }) => (
            <li key={start} style={{ paddingInlineStart: `${depth - 1}rem` }}>
              <button
                type="button"
                aria-controls={`${id}-${start}`}
                onClick={() => onGo(start)}
                className="min-h-11 py-1 text-start wrap-anywhere hover:text-accent hover:underline"
              >
                {title}
              </button>
            </li>
          ))}
        </ul>
      </nav>
    </details>
  );
}

function Body({ opened: { document, isGone }, place }: { opened: Opened; place: DocumentPlace }) {
  const t = useMessages();
  const id = useId();
  const text = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<{ isWhole: boolean; heading: number | null }>({ isWhole: false, heading: null });
  const mark = isGone ? null : place.marked;
  const { segments, isCut } = useMemo(
    () => segmentsOf(document, mark, wanted.isWhole),
    [document, mark, wanted.isWhole],
  );
  const isOld = !isGone && document.version < document.info.version;
  const notice = isGone ? t("documents.gone") : isOld ? t("documents.newer") : "";
  useAnnouncement(notice);
  const isDrawn = (start: number) => segments.some((one) => one.kind === "heading" && one.start === start);

  useEffect(() => {
    if (wanted.heading === null) return;
    const heading = globalThis.document.getElementById(`${id}-${wanted.heading}`);
    heading?.scrollIntoView({ block: "start" });
    heading?.focus({ preventScroll: true });
  }, [id, wanted]);

  return (
    <>
      {notice !== "" && <p className="rounded-2xl bg-tint px-4 py-3">{notice}</p>}
      <Outline
        headings={document.headings}
        id={id}
        onGo={(heading) => setWanted((present) => ({ isWhole: present.isWhole || !isDrawn(heading), heading }))}
      />
      <div ref={text} className="leading-relaxed wrap-anywhere whitespace-pre-wrap [&_:is(h3,h4,h5,h6)]:scroll-mt-20">
        {segments.map((segment) => (
          <Part key={segment.start} segment={segment} id={id} />
        ))}
      </div>
      {isCut && (
        <button
          type="button"
          className="button-quiet self-start"
          onClick={() => setWanted({ isWhole: true, heading: null })}
        >
          {t("documents.whole")}
        </button>
      )}
    </>
  );
}

export interface DocumentPanelProps {
  place: DocumentPlace;
  onClose: () => void;
}

/** A document, open at the place that was quoted. */
export function DocumentPanel({ place, onClose }: DocumentPanelProps) {
  const t = useMessages();
  const { opened, failure } = useDocument(place);
  return (
    <Drawer title={opened?.document.info.title ?? place.title} side="end" onClose={onClose}>
      {failure !== null && <Sentence problem={failure} />}
      {failure === null && opened === null && <p className="text-muted">{t("documents.opening")}</p>}
      {opened !== null && <Body opened={opened} place={place} />}
    </Drawer>
  );
}
