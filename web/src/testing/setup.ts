import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A part that is fetched on demand takes its time where many tests run at once.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
});
