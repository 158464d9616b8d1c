/** What the person said. */
export function UserBubble({ text }: { text: string }) {
  return (
    <div className="flex justify-end">
      <p className="max-w-[85%] rounded-3xl rounded-ee-lg bg-tint px-4 py-2.5 wrap-anywhere whitespace-pre-wrap sm:max-w-[70%]">
        <span className="sr-only">You said: </span>
        {text}
      </p>
    </div>
  );
}
