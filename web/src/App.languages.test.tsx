import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openApp } from "./testing/openApp";
import { RESULTS } from "./testing/samples";

describe("the language of the page", () => {
  it("is chosen in the header, at once, for all of the page and the next visit", async () => {
    const { greet, user } = openApp();
    await greet();
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Deutsch");
    expect(await screen.findByRole("heading", { name: "Was suchst du?" })).toBeDefined();
    expect(document.documentElement.lang).toBe("de");
    expect(localStorage.getItem("talknshop.language")).toBe("de");
    await user.selectOptions(screen.getByRole("combobox", { name: "Sprache" }), "Español");
    expect(await screen.findByRole("heading", { name: "¿Qué estás buscando?" })).toBeDefined();
  });

  it("is told to the server with what is said", async () => {
    const { greet, latest, user } = openApp(() => localStorage, { language: "es" });
    await greet();
    await user.type(screen.getByRole("textbox", { name: "Tu mensaje" }), "iphone 13{Enter}");
    expect(latest().sent).toMatchObject([{ type: "message", message: "iphone 13", locale: "es" }]);
  });

  it("changes what was found already", async () => {
    const { deliver, greet, user } = openApp();
    await greet();
    await deliver(
      { type: "thinking", seq: 1, run_id: "r", data: { message: "", user_message: "coffee" } },
      { type: "results", seq: 2, run_id: "r", data: { ...RESULTS, total_count: 9 } },
      { type: "done", seq: 3, run_id: "r", data: { message: "", outcome: "results" } },
    );
    expect(screen.getByText("9 products fit; here are the best 1.")).toBeDefined();
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Deutsch");
    expect(await screen.findByText("9 Produkte passen; hier sind die besten 1.")).toBeDefined();
    expect(screen.getByText("Generalüberholt")).toBeDefined();
    expect(screen.getByText("4,3 von 5", { exact: false })).toBeDefined();
  });

  it("stays what it was where another cannot be fetched, and is not kept as chosen", async () => {
    const { greet, user } = openApp(() => localStorage, { only: "en" });
    await greet();
    await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "Deutsch");
    expect(screen.getByRole("heading", { name: "What are you looking for?" })).toBeDefined();
    expect(localStorage.getItem("talknshop.language")).toBeNull();
  });
});
