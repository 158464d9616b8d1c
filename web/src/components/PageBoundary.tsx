import { Component, type ReactNode } from "react";
import { useMessages } from "../messages/MessagesContext";

interface PageBoundaryProps {
  children: ReactNode;
}

function Failed() {
  const t = useMessages();
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-4 p-6">
      <h1 className="font-display text-2xl font-semibold">{t("page.failed")}</h1>
      <p role="alert">{t("page.failed_kept")}</p>
      <button type="button" className="button-quiet" onClick={() => window.location.reload()}>
        {t("page.reload")}
      </button>
    </main>
  );
}

/** What stands there when the page itself fails; what was written is kept in the browser. */
export class PageBoundary extends Component<PageBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return <Failed />;
  }
}
