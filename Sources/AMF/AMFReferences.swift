// SPDX-License-Identifier: Apache-2.0

/// The complex values read so far, to which later ones may refer by their position (AMF0, 2.9; AMF3, 2.2).
struct AMFReferences: Sendable {
    private struct Entry {
        /// Nil while the value is still being read: a reference from inside it would make a cycle.
        var value: AMFValue?
        /// Values it holds.
        ///
        /// A reference costs as much again, or a few bytes could unfold without end.
        var count = 0
    }

    private var entries: [Entry] = []

    /// Keeps a place for a value whose reading begins; places are counted in the order of beginnings.
    mutating func reserve() -> Int {
        entries.append(Entry())
        return entries.count - 1
    }

    /// Fills a place with what was read.
    mutating func fill(_ index: Int, with value: AMFValue, count: Int) {
        entries[index] = Entry(value: value, count: count)
    }

    /// The value at a place, charged to the budget.
    func value(at index: Int, budget: inout AMFBudget) throws(AMFError) -> AMFValue {
        guard entries.indices.contains(index), let value = entries[index].value else { throw .invalidReference }
        try budget.spend(entries[index].count)
        return value
    }
}
