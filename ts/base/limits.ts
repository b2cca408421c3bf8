/**
 * Largest exposure (s) and number of threads that the native addon accepts (native/addon/arguments.h; a test compares
 * them).
 */
export const limits = { exposure: 1e15, threads: 1024 } as const;
