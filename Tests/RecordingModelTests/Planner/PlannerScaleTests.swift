// SPDX-License-Identifier: Apache-2.0

import Media
import Testing

@testable import RecordingModel

/// What would cost O(n) an event takes hours at these counts, not seconds: the limit is no matter of speed.
@Suite("Planner with many orders", .timeLimit(.minutes(30)))
struct PlannerScaleTests {
    private func key(_ number: Int) -> StreamKey {
        StreamKey(domain: "push.example.com", application: "live", stream: "room\(number)")
    }

    private func task(_ number: Int, stream: Int, start: Int) -> RecordingOrder {
        RecordingOrder(
            id: "task\(number)", key: key(stream), start: .seconds(Int64(start)), end: .seconds(Int64(start) + 600),
            output: .template(0))
    }

    @Test("carries 100,000 orders of as many streams from their start to their end")
    func manyStreams() {
        var planner = Planner()
        for number in 0..<100_000 {
            _ = planner.added(task(number, stream: number, start: 1_000 + number % 5_000), at: .seconds(1))
        }
        #expect(planner.entryCount == 100_000)
        for number in 0..<1_000 {
            _ = planner.began(PublicationID(number: UInt64(number)), of: key(number), at: .seconds(2))
        }
        var (starts, ends) = (0, 0)
        while let deadline = planner.nextDeadline {
            for change in planner.passed(deadline) {
                switch change {
                case .start: starts += 1
                case .end: ends += 1
                }
            }
        }
        #expect(starts == 1_000)
        #expect(ends == 1_000)
        #expect(planner.entryCount == 0)
        #expect(planner.nameCount == 0)
    }

    @Test("finds the next of 50,000 orders that are due for one stream")
    func oneStream() {
        var planner = Planner()
        for number in 0..<50_000 {
            _ = planner.added(task(number, stream: 0, start: number % 500), at: .seconds(550))
        }
        var running = planner.began(PublicationID(number: 1), of: key(0), at: .seconds(550))
        #expect(running.count == 3)
        var count = 0
        while case .start(.order(let taskID), _, _, _, _)? = running.popLast() {
            // The first change is this order's end, the second the start of the one that takes its place.
            running += planner.stopped(taskID: taskID, at: .seconds(550)).dropFirst()
            count += 1
        }
        #expect(count == 50_000)
        #expect(planner.nextDeadline == nil)
    }

    @Test("does not grow by orders that come and go")
    func staysBounded() {
        var planner = Planner()
        for number in 0..<100 { _ = planner.added(task(number, stream: 0, start: 0), at: .seconds(1)) }
        var largest = 0
        for number in 100..<20_000 {
            let isAhead = number.isMultiple(of: 2)
            _ = planner.added(task(number, stream: number % 7, start: isAhead ? 5_000 : 0), at: .seconds(1))
            _ = planner.stopped(taskID: "task\(number)", at: .seconds(1))
            largest = max(largest, planner.entryCount)
        }
        // Twice the 200 entries of the orders that stay, and what each of eight tables tolerates.
        #expect(largest <= 400 + 8 * 33)
        #expect(planner.nameCount == 1)
    }
}
