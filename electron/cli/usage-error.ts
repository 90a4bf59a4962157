/** The command line was written wrongly; the program ends with code 2. */
export class UsageError extends Error {}
