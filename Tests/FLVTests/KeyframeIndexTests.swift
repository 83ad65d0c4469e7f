// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FLV

@Suite("Keyframe index")
struct KeyframeIndexTests {
    @Test(
        "keeps every keyframe, or every 2nd, 4th, ... when they are too many",
        arguments: [
            (4, 4, 1), (4, 5, 2), (4, 8, 2), (4, 9, 4), (4, 1_000, 256), (3, 4, 2), (3, 6, 2), (3, 7, 4), (1, 9, 16),
        ])
    func thinsOut(capacity: Int, count: Int, stride: Int) {
        var index = KeyframeIndex(capacity: capacity)
        for number in 0..<count {
            index.append(KeyframeIndex.Entry(position: Int64(number), time: Int32(number)))
        }
        #expect(index.entries.map(\.position) == Swift.stride(from: 0, to: Int64(count), by: stride).map { $0 })
        #expect(index.entries.count <= capacity)
    }

    @Test("keeps nothing without room")
    func keepsNothing() {
        var index = KeyframeIndex(capacity: 0)
        index.append(KeyframeIndex.Entry(position: 0, time: 0))
        #expect(index.entries.isEmpty)
    }
}
