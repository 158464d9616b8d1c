import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ConnectionStatus } from "./connection";
import { useOffline } from "./useOffline";

function Probe({ status }: { status: ConnectionStatus }) {
  return useOffline(status, 5) ? "offline" : "fine";
}

describe("useOffline", () => {
  it("speaks up after a while without connection, and at once when it is back", async () => {
    const { container, rerender } = render(<Probe status="waiting" />);
    expect(container.textContent).toBe("fine");
    await screen.findByText("offline");
    rerender(<Probe status="connecting" />);
    expect(container.textContent).toBe("offline");
    rerender(<Probe status="open" />);
    expect(container.textContent).toBe("fine");
  });

  it("says nothing of a pause that the server asked for", async () => {
    const { container } = render(<Probe status="pausing" />);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(container.textContent).toBe("fine");
  });
});
