// SPDX-License-Identifier: Apache-2.0

import Media

/// Orders by time, then by id, the earliest first.
///
/// Entries are not searched for and taken out when they lose their meaning: their owner says that one did, and
/// decides later which are current. The outdated ones never outnumber the others by more than a few, so the
/// table stays as large as what it is about, and every call costs O(log n) on average.
struct Timetable: Sendable {
    /// An order and the time it is sorted by.
    struct Entry: Comparable, Sendable {
        var time: WallTime
        var taskID: String

        static func < (left: Entry, right: Entry) -> Bool {
            left.time == right.time ? left.taskID < right.taskID : left.time < right.time
        }
    }

    private var heap = BinaryHeap<Entry>()
    private var outdatedCount = 0
    /// So few outdated entries are not worth a pass over the table.
    private static let toleratedCount = 32

    /// Entries that are held, outdated ones included.
    var count: Int { heap.count }

    /// The earliest entry; current when `prune` was called since the last change.
    var first: Entry? { heap.first }

    mutating func insert(_ taskID: String, at time: WallTime) {
        heap.insert(Entry(time: time, taskID: taskID))
    }

    /// Takes the earliest entry out.
    mutating func removeFirst() -> Entry? {
        heap.removeFirst()
    }

    /// Notes that one entry has lost its meaning; `prune` must follow.
    mutating func outdate() {
        outdatedCount += 1
    }

    /// Makes the first entry a current one, and drops all outdated ones when they are too many.
    mutating func prune(isCurrent: (Entry) -> Bool) {
        guard outdatedCount > 0 else { return }
        if outdatedCount > Self.toleratedCount, outdatedCount > heap.count / 2 {
            heap.keep(where: isCurrent)
            outdatedCount = 0
        }
        while let first = heap.first, !isCurrent(first) {
            _ = heap.removeFirst()
            outdatedCount = max(0, outdatedCount - 1)
        }
    }
}
