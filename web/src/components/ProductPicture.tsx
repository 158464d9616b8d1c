import { useState } from "react";
import { pictureAddress } from "../format/links";

export interface ProductPictureProps {
  address: string | null;
  /** The kind of thing pictured; its first letter stands in where there is no picture. */
  kind: string;
  /** The thing itself, which decides the colours of what stands in. */
  title: string;
}

/** A product's picture in a fixed frame, or a drawn tile where it is missing or broken. */
export function ProductPicture({ address, kind, title }: ProductPictureProps) {
  const source = pictureAddress(address);
  const [broken, setBroken] = useState<string | null>(null);
  if (source === null || source === broken) return <Tile kind={kind} title={title} />;
  return (
    <img
      src={source}
      alt=""
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      className="size-full bg-white object-contain dark:brightness-90"
      onError={() => setBroken(source)}
    />
  );
}

function initial(kind: string): string {
  return (kind.match(/[\p{L}\p{N}]/u)?.[0] ?? "·").toUpperCase();
}

/** Which of the four colourings of tiles a product has: always the same one. */
function colouring(title: string): string {
  const sum = Array.from(title).reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return ["tile-sage", "tile-sand", "tile-clay", "tile-slate"][sum % 4] ?? "tile-sage";
}

function Tile({ kind, title }: Pick<ProductPictureProps, "kind" | "title">) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 160 100"
      preserveAspectRatio="xMidYMid slice"
      className={`tile ${colouring(title)} size-full`}
    >
      <path className="tile-far" d="M0 74Q40 50 84 66t76-14v48H0z" />
      <path className="tile-near" d="M0 92Q52 68 96 84t64-8v24H0z" />
      <text x="80" y="48" textAnchor="middle" dominantBaseline="central" className="tile-letter">
        {initial(kind)}
      </text>
    </svg>
  );
}
