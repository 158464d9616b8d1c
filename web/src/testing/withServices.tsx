import type { ReactNode } from "react";
import { createApi } from "../http/api";
import { ApiContext } from "../http/ApiContext";
import { InboxContext } from "../inbox/InboxContext";
import { createInboxStore } from "../inbox/store";
import { fakeServer } from "./fakeServer";

/** The services behind the page, with a server that is the test, and what wraps a component in them. */
export function withServices() {
  const server = fakeServer();
  const api = createApi(server.fetch, () => null);
  const inbox = createInboxStore(api);
  function Services({ children }: { children: ReactNode }) {
    return (
      <ApiContext value={api}>
        <InboxContext value={inbox}>{children}</InboxContext>
      </ApiContext>
    );
  }
  return { Services, api, inbox, server };
}
