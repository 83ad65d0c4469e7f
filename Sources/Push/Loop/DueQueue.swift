// SPDX-License-Identifier: Apache-2.0

/// Which connection's turn is next: a binary heap by time.
struct DueQueue {
    struct Entry {
        /// Nanoseconds of the monotonic clock.
        var time: UInt64
        var connection: Int
    }

    private var entries: [Entry] = []

    /// The earliest entry.
    var first: Entry? { entries.first }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
        var index = entries.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard entry.time < entries[parent].time else { break }
            entries[index] = entries[parent]
            index = parent
        }
        entries[index] = entry
    }

    /// Takes the earliest entry out.
    mutating func popFirst() -> Entry? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        if entries.isEmpty { return first }
        var index = 0
        while true {
            var child = 2 * index + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].time < entries[child].time { child += 1 }
            guard entries[child].time < last.time else { break }
            entries[index] = entries[child]
            index = child
        }
        entries[index] = last
        return first
    }
}
