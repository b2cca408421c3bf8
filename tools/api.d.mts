export function apiPage(): { page: string; undocumented: string[]; names: string[] };
