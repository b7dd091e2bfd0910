/** An SELinux label taken apart. */
export interface Label {
  user: string
  role: string
  type: string
  /** The sensitivity, e.g. `s0`. */
  level: string
  /** The MCS categories, e.g. `c322,c619`; empty where there are none. */
  categories: string
}

/** Takes `system_u:system_r:container_t:s0:c322,c619` apart; undefined where the text is no SELinux label (AppArmor writes `docker-default (enforce)`). */
export function parseLabel(text: string): Label | undefined {
  const [user, role, type, level, categories] = text.split(':')
  if (!user || !role || !type || !/^\w+$/.test(type)) return undefined
  return { user, role, type, level: level ?? '', categories: categories ?? '' }
}
