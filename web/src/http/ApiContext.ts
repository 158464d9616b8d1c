import { createContext, useContext } from "react";
import type { Api } from "./api";

/** The services that the components ask; the page provides them at its root. */
export const ApiContext = createContext<Api | null>(null);

/** The services behind the page. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error("This component stands outside an ApiContext.");
  return api;
}
