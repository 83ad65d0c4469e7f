// SPDX-License-Identifier: Apache-2.0

/// Where frames stand in a file: all of them while there are few, then every second, then every fourth.
struct SeekTable: Sendable {
    private var positions: [Int64] = []
    /// Frames from one entry to the next.
    private var stride: Int64 = 1
    /// Frames in all.
    private(set) var count: Int64 = 0

    /// Ten times as fine as what is made of it, a hundredth of the file.
    private static let capacity = 1_024

    /// Notes the place of the next frame.
    mutating func append(_ position: Int64) {
        defer { count += 1 }
        guard count % stride == 0 else { return }
        if positions.count == Self.capacity {
            positions = positions.indices.filter { $0 % 2 == 0 }.map { positions[$0] }
            stride *= 2
        }
        positions.append(position)
    }

    /// The place of a frame, or of one shortly before it; nil of none.
    func position(ofFrame index: Int64) -> Int64? {
        let entry = Int(index / stride)
        return positions.indices.contains(entry) ? positions[entry] : positions.last
    }
}
