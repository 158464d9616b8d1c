"""The page in a real browser: from key to wire, from wire to screen, long logs, long answers.

Usage: python -m benchmarks.page

The page is the one that was built. Behind it runs a bare server that speaks the protocol and says
what each figure needs, so that the shop's own time is no part of it. Browser and server share this
machine's cores. CHROMIUM is taken from the usual place of a Linux system.
"""

import argparse
import asyncio
import json
import math
import statistics
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from benchmarks.page_server import REPLAYED_EVENTS, Script, long_log, scripted_app, turn
from playwright.async_api import Browser, Page, async_playwright

from talknshop.testing.server import running

_TOKENS = 500
_TOKEN_SECONDS = 0.01
_TURNS = 200
_CARDS = 200
_KEYS = 30
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
_TARGETS = {
    "key to sent, p95": (16.0, "ms"),
    "event to screen at 100 tokens/s, p95": (50.0, "ms"),
    "replay of 1,000 events": (300.0, "ms"),
    "  of it until they arrive, bare socket": (math.inf, "ms"),
    "memory over 200 turns, growth a turn": (30.0, "KB"),
    "200 cards, scrolled: frames over 50 ms": (5.0, "%"),
    "first paint": (1_000.0, "ms"),
}

# Notes when each frame is sent, and when a piece of the reply that came is on the screen.
_PROBE = """(() => {
  const probe = window.probe = {sent: [], shown: [], came: 0};
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    if (String(text).includes('"message"')) probe.sent.push(performance.now());
    return send.call(this, text);
  };
  const listen = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (type, task, options) {
    if (type !== 'message') return listen.call(this, type, task, options);
    return listen.call(this, type, event => {
      const at = performance.now();
      task(event);
      if (event.data.includes('"token"')) requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => probe.shown.push(performance.now() - at);
        channel.port2.postMessage(0);
      });
    }, options);
  };
})();"""


@asynccontextmanager
async def _opened(browser: Browser, script: Script) -> AsyncGenerator[tuple[Page, str]]:
    with running(scripted_app(script)) as url:
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        page = await context.new_page()
        await page.add_init_script(_PROBE)
        yield page, url
        await context.close()


async def _said(page: Page, words: str) -> None:
    box = page.get_by_role("form", name="Message").get_by_role("textbox")
    await box.fill(words)
    await box.press("Enter")


async def _idle(page: Page) -> None:
    await page.locator("[role=log][aria-busy=false]").wait_for(timeout=60_000)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


async def _keys(browser: Browser) -> float:
    script = Script(answer=lambda run, client_id: turn(run, client_id, products=0, tokens=1))
    async with _opened(browser, script) as (page, url):
        await page.goto(url)
        await page.evaluate(
            "addEventListener('keydown', e => { if (e.key === 'Enter') "
            "(window.pressed ??= []).push(performance.now()); }, true)"
        )
        for number in range(_KEYS):
            await _said(page, f"coffee {number}")
            await _idle(page)
        took: list[float] = await page.evaluate("pressed.map((at, n) => probe.sent[n] - at)")
        return _p95(took)


async def _stream(browser: Browser) -> float:
    script = Script(
        answer=lambda run, client_id: turn(run, client_id, products=0, tokens=_TOKENS),
        pause=_TOKEN_SECONDS,
    )
    async with _opened(browser, script) as (page, url):
        await page.goto(url)
        await _said(page, "coffee")
        await page.get_by_text(f"word {_TOKENS - 1}").wait_for(timeout=60_000)
        await _idle(page)
        return _p95(await page.evaluate("probe.shown"))


async def _replay(browser: Browser) -> tuple[float, float]:
    """How long until the last event of a long log is on the screen, and the first paint."""
    log = long_log()
    last = log[-1]["run_id"]
    log[-1] = {
        "type": "done",
        "run_id": last,
        "data": {"message": "The end.", "outcome": "message"},
    }
    watch = """new Promise(resolve => {
        const look = () => document.body.textContent.includes('The end.')
            ? resolve(performance.now()) : requestAnimationFrame(look);
        look();
    })"""
    script = Script(log=log)
    async with _opened(browser, script) as (page, url):
        await page.add_init_script(
            "const open = WebSocket.prototype.addEventListener; window.greeted = 0;"
            "WebSocket.prototype.addEventListener = function (type, task, options) {"
            " return open.call(this, type, event => {"
            "  if (type === 'message' && event.data.includes('\"connected\"'))"
            "   window.greeted = performance.now(); task(event); }, options); };"
        )
        await page.goto(url)
        ended = await page.evaluate(watch)
        greeted = await page.evaluate("greeted")
        paint = await page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
        return ended - greeted, paint


async def _bare(browser: Browser) -> float:
    """How long the same log takes to arrive where nothing is done with it."""
    count = """new Promise(resolve => {
        const at = location.origin.replace('http', 'ws') + '/ws/chat?frames=lines';
        const socket = new WebSocket(at);
        let begun = 0, count = 0;
        socket.onmessage = ({data}) => {
            if (count === 0) begun = performance.now();
            count += data.split('\\n').length;
            if (count > %d) resolve(performance.now() - begun);
        };
    })"""
    async with _opened(browser, Script(log=long_log())) as (page, url):
        await page.goto(f"{url}/icons/icon.svg")
        return await page.evaluate(count % REPLAYED_EVENTS)


async def _heap_kb(page: Page) -> float:
    """What the page holds once everything that is no longer used was collected."""
    await page.request_gc()
    size: int = await page.evaluate("performance.memory.usedJSHeapSize")
    return size / 1024


async def _memory(browser: Browser) -> float:
    """How much each of the last hundred turns has added, in KB."""
    script = Script(answer=turn)
    async with _opened(browser, script) as (page, url):
        await page.goto(url)
        sizes: dict[int, float] = {}
        for number in range(_TURNS + 1):
            if number in {_TURNS // 2, _TURNS}:
                sizes[number] = await _heap_kb(page)
            await _said(page, f"coffee {number}")
            await _idle(page)
        return (sizes[_TURNS] - sizes[_TURNS // 2]) / (_TURNS // 2)


async def _scroll(browser: Browser) -> float:
    """The share of frames that took longer than 50 ms while 200 cards were scrolled through."""
    script = Script(log=turn(1, "c1", products=_CARDS))
    async with _opened(browser, script) as (page, url):
        await page.goto(url)
        await page.get_by_role("button", name=f"Show all {_CARDS}").click()
        await page.locator("article article").nth(_CARDS - 1).wait_for(state="attached")
        slow = """new Promise(resolve => {
            scrollTo(0, 0);
            const frames = []; let before = performance.now(); let count = 0;
            const step = () => {
              const now = performance.now(); frames.push(now - before); before = now;
              scrollBy(0, 300);
              if (++count < 120) requestAnimationFrame(step);
              else resolve(frames.slice(5).filter(ms => ms > 50).length / frames.length * 100);
            };
            requestAnimationFrame(step);
        })"""
        return await page.evaluate(slow)


async def _measure(chromium: str) -> dict[str, float]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        replay, paint = await _replay(browser)
        figures = {
            "key to sent, p95": await _keys(browser),
            "event to screen at 100 tokens/s, p95": await _stream(browser),
            "replay of 1,000 events": replay,
            "  of it until they arrive, bare socket": await _bare(browser),
            "memory over 200 turns, growth a turn": await _memory(browser),
            "200 cards, scrolled: frames over 50 ms": await _scroll(browser),
            "first paint": paint,
        }
        await browser.close()
        return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = asyncio.run(_measure(arguments.chromium))
    if arguments.json:
        print(json.dumps(figures))
        return 0
    for name, value in figures.items():
        target, unit = _TARGETS[name]
        verdict = "" if value <= target else "  MISSED"
        wanted = "" if math.isinf(target) else f" (target {target:g})"
        print(f"  {name:<40}{value:9.1f} {unit:<3}{wanted}{verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
