export function apiPage(): { page: string; undocumented: string[]; unnamed: string[]; names: string[] };
