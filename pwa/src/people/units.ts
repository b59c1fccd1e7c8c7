import type { Unit } from '@/wire/words'

export interface UnitRow {
  unit: Unit
  depth: number
}

/** Units in the order of the tree; one whose parent is not in the list stands at the top. */
export function treeOf(units: Unit[]): UnitRow[] {
  const known = new Set(units.map((unit) => unit.id))
  const below = (parent: string | null): Unit[] =>
    units.filter((unit) => (parent === null ? !unit.parent_id || !known.has(unit.parent_id) : unit.parent_id === parent)).sort((a, b) => a.code.localeCompare(b.code))
  const walk = (parent: string | null, depth: number): UnitRow[] => below(parent).flatMap((unit) => [{ unit, depth }, ...walk(unit.id, depth + 1)])
  return walk(null, 0)
}
