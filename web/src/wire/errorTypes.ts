import type { ErrorType } from "./types";

/** Every kind of failure that the server names. */
export const ERROR_TYPES = [
  "validation_error",
  "authentication_error",
  "authorization_error",
  "not_found_error",
  "rate_limit_error",
  "timeout_error",
  "external_service_error",
  "database_error",
  "storage_error",
  "ai_service_error",
  "configuration_error",
  "internal_error",
  "unknown_error",
] as const satisfies readonly ErrorType[];
