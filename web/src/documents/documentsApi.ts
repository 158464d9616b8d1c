import { useMemo } from "react";
import type { Api } from "../http/api";
import { useApi } from "../http/ApiContext";
import {
  decodeAdded,
  decodeDocument,
  decodeFeedback,
  decodeList,
  decodePassages,
  decodeRights,
} from "./decodeDocuments";
import type { AnswerFeedback, DocumentInfo, DocumentText, Passage } from "./types";

/** What the page asks the documents service (docs/wire.md); each fails with a `RequestProblem`. */
export interface DocumentsApi {
  /** A page of the documents that the person may see, by title. */
  list(cursor: string | null): Promise<{ documents: DocumentInfo[]; next: string | null }>;
  /** A version with its whole text; null asks for the newest. */
  document(documentId: string, version: number | null): Promise<DocumentText>;
  search(words: string): Promise<Passage[]>;
  add(file: File, isPublic: boolean): Promise<{ document: DocumentInfo; unchanged: boolean }>;
  remove(documentId: string): Promise<void>;
  /** Whether the person may add and remove what everybody sees. */
  rights(): Promise<{ publish: boolean }>;
  /** What people think of answers, newest first; for operators. */
  feedback(cursor: string | null): Promise<{ feedback: AnswerFeedback[]; next: string | null }>;
}

const ROOT = "/documents/api/v1/documents";

function pathOf(documentId: string): string {
  return `${ROOT}/${encodeURIComponent(documentId)}`;
}

/** The documents service behind the page. */
export function createDocumentsApi({ ask }: Pick<Api, "ask">): DocumentsApi {
  return {
    list: (cursor) => {
      const query = cursor === null ? "" : `?${new URLSearchParams({ cursor }).toString()}`;
      return ask({ method: "GET", path: `${ROOT}${query}` }, decodeList);
    },
    document: (id, version) => {
      const query = version === null ? "" : `?version=${version}`;
      return ask({ method: "GET", path: `${pathOf(id)}${query}` }, decodeDocument);
    },
    search: (query) => ask({ method: "POST", path: `${ROOT}/search`, body: { query } }, decodePassages),
    add: (file, isPublic) => {
      const query = new URLSearchParams({ name: file.name, ...(isPublic ? { public: "true" } : {}) });
      const path = `${ROOT}?${query.toString()}`;
      return ask({ method: "POST", path, body: file, contentType: "application/octet-stream" }, decodeAdded);
    },
    remove: async (id) => void (await ask({ method: "DELETE", path: pathOf(id) }, () => true)),
    feedback: (cursor) => {
      const query = cursor === null ? "" : `?${new URLSearchParams({ cursor }).toString()}`;
      return ask({ method: "GET", path: `${ROOT}/feedback${query}` }, decodeFeedback);
    },
    rights: () => ask({ method: "GET", path: "/documents/api/v1/me/rights" }, decodeRights),
  };
}

export function useDocumentsApi(): DocumentsApi {
  const api = useApi();
  return useMemo(() => createDocumentsApi(api), [api]);
}
