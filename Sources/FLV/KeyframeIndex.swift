// SPDX-License-Identifier: Apache-2.0

/// Where keyframes stand in a file, thinned out evenly so that it never outgrows its place in the head.
struct KeyframeIndex: Sendable {
    /// One keyframe: where its tag begins, and its milliseconds since the file's start.
    struct Entry: Hashable, Sendable {
        var position: Int64
        var time: Int32
    }

    let capacity: Int
    private(set) var entries: [Entry] = []
    /// Every how manieth keyframe is kept: a power of two, so that each thinning keeps the first.
    private var stride = 1
    private var seen = 0

    /// An index of at most `capacity` keyframes; 0 keeps none.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Takes a keyframe, later than those before it.
    mutating func append(_ entry: Entry) {
        defer { seen += 1 }
        guard capacity > 0, seen % stride == 0 else { return }
        if entries.count == capacity {
            entries = Swift.stride(from: 0, to: capacity, by: 2).map { entries[$0] }
            stride *= 2
            guard seen % stride == 0 else { return }
        }
        entries.append(entry)
    }
}
