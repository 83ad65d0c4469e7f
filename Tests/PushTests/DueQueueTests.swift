// SPDX-License-Identifier: Apache-2.0

import RecordingTesting
import Testing

@testable import Push

@Suite("The queue of turns")
struct DueQueueTests {
    @Test("gives turns in the order of their times, whatever came and went before")
    func order() {
        var generator = SeededGenerator(seed: 1)
        var queue = DueQueue()
        var model: [UInt64] = []
        for step in 0..<5_000 {
            if step < 4_000, model.isEmpty || UInt64.random(in: 0..<3, using: &generator) > 0 {
                let time = UInt64.random(in: 0..<1_000, using: &generator)
                queue.append(DueQueue.Entry(time: time, connection: Int(time) + 1))
                model.append(time)
            } else {
                let earliest = model.min()
                #expect(queue.first?.time == earliest)
                let entry = queue.popFirst()
                #expect(entry?.time == earliest)
                #expect(entry.map { Int($0.time) + 1 } == entry?.connection)
                if let earliest, let index = model.firstIndex(of: earliest) { model.remove(at: index) }
            }
        }
        #expect(model.isEmpty == (queue.first == nil))
    }
}
