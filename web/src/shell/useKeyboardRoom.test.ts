import { describe, expect, it } from "vitest";
import { keepRoomForKeyboard } from "./useKeyboardRoom";

function phone() {
  const box = document.createElement("textarea");
  const root = document.createElement("html");
  const scrolled: number[] = [];
  const viewport = Object.assign(new EventTarget(), { height: 800, offsetTop: 0, scale: 1 });
  const page = Object.assign(new EventTarget(), {
    innerHeight: 800,
    scrollY: 1000,
    visualViewport: viewport,
    document: { activeElement: box as Element | null, documentElement: root },
    scrollTo: ({ top = 0 }: ScrollToOptions) => {
      scrolled.push(top);
      page.scrollY = top;
    },
  });
  const scroll = (top: number) => {
    page.scrollY = top;
    page.dispatchEvent(new Event("scroll"));
  };
  const stop = keepRoomForKeyboard(page);
  const shrink = (height: number, changes: { innerHeight?: number; scale?: number } = {}) => {
    viewport.height = height;
    viewport.scale = changes.scale ?? 1;
    page.innerHeight = changes.innerHeight ?? page.innerHeight;
    viewport.dispatchEvent(new Event("resize"));
  };
  return { scroll, covered: () => root.style.getPropertyValue("--covered"), page, scrolled, shrink, stop };
}

describe("keepRoomForKeyboard", () => {
  it("raises the box above a keyboard that lies over the page", () => {
    const { covered, scrolled, shrink } = phone();
    shrink(500);
    expect([covered(), scrolled]).toEqual(["300px", [1300]]);
    shrink(800);
    expect([covered(), scrolled]).toEqual(["0px", [1300, 1000]]);
  });

  it("leaves the box where the page itself gets smaller, and follows what was read", () => {
    const { covered, scrolled, shrink } = phone();
    shrink(500, { innerHeight: 500 });
    expect([covered(), scrolled]).toEqual(["0px", [1300]]);
  });

  it("goes back from where one has read on to, wherever the browser has moved the page", () => {
    const { page, scroll, scrolled, shrink } = phone();
    shrink(500);
    scroll(1600);
    page.scrollY = 1550;
    shrink(800);
    expect(scrolled).toEqual([1300, 1300]);
  });

  it("takes neither zoom nor the bars of the browser for a keyboard", () => {
    const { covered, scrolled, shrink } = phone();
    shrink(400, { scale: 2 });
    shrink(800);
    shrink(740);
    expect([covered(), scrolled]).toEqual(["0px", []]);
  });

  it("does not move the page of somebody who does not write, nor after its end", () => {
    const { covered, page, scrolled, shrink, stop } = phone();
    page.document.activeElement = null;
    shrink(500);
    expect([covered(), scrolled]).toEqual(["300px", []]);
    stop();
    shrink(800);
    expect(covered()).toBe("300px");
  });
});
