/** Why something that was asked for here did not happen. */
export function Sentence({ problem }: { problem: string }) {
  return (
    <p role="alert" className="text-sm text-alert wrap-anywhere">
      {problem}
    </p>
  );
}
