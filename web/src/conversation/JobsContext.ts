import { createContext, useContext } from "react";
import type { JobProgress } from "../wire/selling";

/** What the conversation was told of each job, by job id. */
export const JobsContext = createContext<Readonly<Record<string, JobProgress>>>({});

/** What the conversation was told of each job; nothing where there is none around. */
export function useJobs(): Readonly<Record<string, JobProgress>> {
  return useContext(JobsContext);
}
