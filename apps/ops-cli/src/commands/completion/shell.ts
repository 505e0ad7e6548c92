/** Shells that `ops completion` writes a script for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export const isShell = (text: string | undefined): text is Shell => shells.some((shell) => shell === text);
