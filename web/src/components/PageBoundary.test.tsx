import { screen, waitFor } from "@testing-library/react";
import { Suspense } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lazyPart } from "./lazyPart";
import { PageBoundary } from "./PageBoundary";
import { render } from "../testing/render";

function Broken(): never {
  throw new Error("broken");
}

describe("what fails", () => {
  const complain = console.error;
  beforeEach(() => {
    // React tells of each failure that a boundary catches.
    console.error = () => undefined;
  });
  afterEach(() => {
    console.error = complain;
  });

  it("is the page: it says that nothing is lost", () => {
    render(
      <PageBoundary>
        <Broken />
      </PageBoundary>,
    );
    expect(screen.getByRole("alert").textContent).toContain("is kept");
    expect(screen.getByRole("button", { name: "Reload" })).toBeTruthy();
  });

  it("is a part that cannot be fetched: the rest stays", async () => {
    const Part = lazyPart(async () => Promise.reject(new Error("gone")));
    render(
      <PageBoundary>
        <p>The rest</p>
        <Suspense fallback={null}>
          <Part />
        </Suspense>
      </PageBoundary>,
    );
    await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("could not be fetched"));
    expect(screen.getByText("The rest")).toBeTruthy();
  });
});
