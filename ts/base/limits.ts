/** Largest values that the native part takes (native/addon/arguments.h; a test compares): an exposure in s, a number of threads. */
export const limits = { exposure: 1e15, threads: 1024 } as const;
