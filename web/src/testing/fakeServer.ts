import type { Fetch } from "../http/request";

/** What a request is answered with: a body, or a response where the status matters. */
type Answer = unknown;

export interface FakeServer {
  fetch: Fetch;
  /** What the page asked, in order. */
  readonly asked: { request: string; body: unknown; headers: Record<string, string> }[];
  /** Answers "METHOD path" from now on; an `Error` is a broken line. */
  answers(request: string, answer: Answer): void;
}

function bodyOf(body: string | Blob | undefined, headers: Record<string, string>): unknown {
  if (body === undefined) return null;
  return typeof body === "string" && headers["content-type"] === "application/json" ? JSON.parse(body) : body;
}

/** A server over HTTP that the test answers for; what it does not know is not found. */
export function fakeServer(): FakeServer {
  const answers = new Map<string, Answer>();
  const asked: FakeServer["asked"] = [];
  return {
    asked,
    answers: (request, answer) => void answers.set(request, answer),
    fetch: async (path, { method, body, headers }) => {
      const request = `${method} ${path}`;
      asked.push({ request, body: bodyOf(body, headers), headers });
      const answer = answers.get(request);
      if (answer instanceof Error) throw answer;
      if (answer instanceof Response) return answer.clone();
      if (answer !== undefined) return Response.json(answer);
      return Response.json({ message: "There is no such thing." }, { status: 404 });
    },
  };
}
