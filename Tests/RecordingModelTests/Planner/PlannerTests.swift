// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import Testing

@Suite("Planner")
struct PlannerTests {
    private var planner = Planner()
    private let key = StreamKey(domain: "push.example.com", application: "live", stream: "room42")
    private let first = PublicationID(number: 1)
    private let second = PublicationID(number: 2)

    private func task(_ id: String, _ start: Int64, _ end: Int64) -> RecordingOrder {
        RecordingOrder(id: id, key: key, start: .seconds(start), end: .seconds(end), output: .template(7))
    }

    private func start(_ id: String, _ start: Int64, _ end: Int64, of publication: PublicationID) -> Planner.Change {
        .start(.order(taskID: id), publication, from: .seconds(start), until: .seconds(end), .template(7))
    }

    private func end(_ id: String, of publication: PublicationID, at time: Int64) -> Planner.Change {
        .end(taskID: id, publication: publication, at: .seconds(time))
    }

    @Test("starts at the order's start when the push is there, and ends at its end")
    mutating func coversWindow() {
        #expect(planner.began(first, of: key, at: .seconds(1)) == [])
        #expect(planner.added(task("a", 10, 20), at: .seconds(2)) == [])
        #expect(planner.nextDeadline == .seconds(10))
        #expect(planner.passed(.seconds(9)) == [])
        #expect(planner.passed(.seconds(10)) == [start("a", 10, 20, of: first)])
        #expect(planner.nextDeadline == .seconds(20))
        #expect(planner.passed(.seconds(20)) == [end("a", of: first, at: 20)])
        #expect(planner.nextDeadline == nil)
    }

    @Test("starts with the push when that comes inside the window")
    mutating func waitsForPush() {
        #expect(planner.added(task("a", 10, 20), at: .seconds(2)) == [])
        #expect(planner.passed(.seconds(10)) == [])
        #expect(planner.began(first, of: key, at: .seconds(12)) == [start("a", 10, 20, of: first)])
    }

    @Test("starts an order made in mid-push at once, from its own start")
    mutating func startsLateOrder() {
        #expect(planner.began(first, of: key, at: .seconds(1)) == [])
        #expect(planner.added(task("a", 3, 20), at: .seconds(5)) == [start("a", 3, 20, of: first)])
    }

    @Test("never starts an order that is over, empty, stopped or known already")
    mutating func ignoresDeadOrders() {
        #expect(planner.began(first, of: key, at: .seconds(1)) == [])
        #expect(planner.added(task("over", 3, 5), at: .seconds(5)) == [])
        #expect(planner.added(task("empty", 9, 9), at: .seconds(5)) == [])
        var stopped = task("stopped", 3, 9)
        stopped.isStopped = true
        #expect(planner.added(stopped, at: .seconds(5)) == [])
        #expect(planner.added(task("a", 3, 9), at: .seconds(5)).count == 1)
        #expect(planner.added(task("a", 3, 9), at: .seconds(5)) == [])
    }

    @Test("ends at the order's end even when it is told late")
    mutating func endsAtEndWhenLate() {
        _ = planner.began(first, of: key, at: .seconds(1))
        _ = planner.added(task("a", 3, 20), at: .seconds(5))
        #expect(planner.passed(.seconds(25)) == [end("a", of: first, at: 20)])
    }

    @Test("skips a window that passed unseen")
    mutating func skipsMissedWindow() {
        _ = planner.began(first, of: key, at: .seconds(1))
        _ = planner.added(task("a", 10, 20), at: .seconds(5))
        #expect(planner.passed(.seconds(20)) == [])
        #expect(planner.nextDeadline == nil)
    }

    @Test("records again when the push returns within the window")
    mutating func recordsReturningPush() {
        _ = planner.added(task("a", 0, 20), at: .seconds(1))
        #expect(planner.began(first, of: key, at: .seconds(2)) == [start("a", 0, 20, of: first)])
        #expect(planner.ended(first, at: .seconds(5)) == [])
        #expect(planner.began(second, of: key, at: .seconds(6)) == [start("a", 0, 20, of: second)])
        #expect(planner.passed(.seconds(20)) == [end("a", of: second, at: 20)])
    }

    @Test("starts nothing on a push that ends at the order's start")
    mutating func pushEndsAtStart() {
        _ = planner.began(first, of: key, at: .seconds(1))
        _ = planner.added(task("a", 10, 20), at: .seconds(1))
        #expect(planner.ended(first, at: .seconds(10)) == [])
    }

    @Test("stops for good, whether the order records or waits")
    mutating func stopsForGood() {
        _ = planner.began(first, of: key, at: .seconds(1))
        _ = planner.added(task("a", 0, 20), at: .seconds(2))
        _ = planner.added(task("b", 10, 20), at: .seconds(2))
        #expect(planner.stopped(taskID: "a", at: .seconds(5)) == [end("a", of: first, at: 5)])
        #expect(planner.stopped(taskID: "a", at: .seconds(6)) == [])
        #expect(planner.stopped(taskID: "b", at: .seconds(6)) == [])
        #expect(planner.nextDeadline == nil)
        _ = planner.ended(first, at: .seconds(7))
        #expect(planner.began(second, of: key, at: .seconds(11)) == [])
    }

    @Test("a stop that comes after the end ends at the end")
    mutating func stopsAfterEnd() {
        _ = planner.began(first, of: key, at: .seconds(1))
        _ = planner.added(task("a", 0, 20), at: .seconds(2))
        #expect(planner.stopped(taskID: "a", at: .seconds(21)) == [end("a", of: first, at: 20)])
    }

    @Test("lets a deleted order record its push to the end, holding its place, and no later push")
    mutating func deletedOrderRunsOn() {
        _ = planner.began(first, of: key, at: .seconds(1))
        for id in ["a", "b", "c", "d"] { _ = planner.added(task(id, 0, 90), at: .seconds(2)) }
        #expect(planner.deleted(taskID: "a", at: .seconds(3)) == [])
        #expect(planner.passed(.seconds(4)) == [])
        _ = planner.ended(first, at: .seconds(5))
        let expected = ["b", "c", "d"].map { start($0, 0, 90, of: second) }
        #expect(planner.began(second, of: key, at: .seconds(6)) == expected)
    }

    @Test("ends a deleted order at its end, and gives its place away")
    mutating func deletedOrderEnds() {
        _ = planner.began(first, of: key, at: .seconds(1))
        for id in ["a", "b", "c"] { _ = planner.added(task(id, 0, 20), at: .seconds(2)) }
        _ = planner.added(task("d", 0, 90), at: .seconds(2))
        _ = planner.deleted(taskID: "a", at: .seconds(3))
        let expected = ["a", "b", "c"].map { end($0, of: first, at: 20) } + [start("d", 0, 90, of: first)]
        #expect(planner.passed(.seconds(20)) == expected)
    }

    @Test("does not start an order that is deleted while it waits")
    mutating func deletedWaitingOrder() {
        _ = planner.began(first, of: key, at: .seconds(1))
        _ = planner.added(task("a", 10, 20), at: .seconds(2))
        #expect(planner.deleted(taskID: "a", at: .seconds(10)) == [])
        #expect(planner.passed(.seconds(11)) == [])
    }

    @Test("starts three orders of a stream, and a fourth when one of them ends within its window")
    mutating func limitsConcurrentTasks() {
        _ = planner.began(first, of: key, at: .seconds(1))
        for (id, last) in [("a", 30), ("b", 40), ("c", 50)] as [(String, Int64)] {
            #expect(planner.added(task(id, 0, last), at: .seconds(2)).count == 1)
        }
        #expect(planner.added(task("later", 1, 90), at: .seconds(3)) == [])
        #expect(planner.added(task("short", 0, 10), at: .seconds(3)) == [])
        #expect(planner.added(task("sooner", 0, 90), at: .seconds(3)) == [])
        #expect(planner.passed(.seconds(10)) == [])
        #expect(planner.passed(.seconds(30)) == [end("a", of: first, at: 30), start("sooner", 0, 90, of: first)])
        let expected = [end("b", of: first, at: 31), start("later", 1, 90, of: first)]
        #expect(planner.stopped(taskID: "b", at: .seconds(31)) == expected)
    }

    @Test("counts the three of each stream apart")
    mutating func limitsByStream() {
        let other = StreamKey(domain: "push.example.com", application: "live", stream: "room43")
        _ = planner.began(first, of: key, at: .seconds(1))
        _ = planner.began(second, of: other, at: .seconds(1))
        for id in ["a", "b", "c"] { #expect(planner.added(task(id, 0, 20), at: .seconds(2)).count == 1) }
        var fourth = task("d", 0, 20)
        fourth.key = other
        #expect(planner.added(fourth, at: .seconds(2)) == [start("d", 0, 20, of: second)])
    }

    @Test("ends one order and starts the next at the same instant")
    mutating func handsOver() {
        _ = planner.began(first, of: key, at: .seconds(1))
        for id in ["a", "b", "c"] { _ = planner.added(task(id, 0, 20), at: .seconds(2)) }
        _ = planner.added(task("d", 20, 30), at: .seconds(2))
        let changes = planner.passed(.seconds(20))
        #expect(changes.count == 4)
        #expect(changes.last == start("d", 20, 30, of: first))
    }

    @Test("takes nothing back when the clock steps back, and starts nothing twice")
    mutating func clockStepsBack() {
        _ = planner.began(first, of: key, at: .seconds(1_000))
        #expect(planner.added(task("a", 900, 1_100), at: .seconds(1_000)).count == 1)
        #expect(planner.passed(.seconds(500)) == [])
        #expect(planner.nextDeadline == .seconds(1_100))
        #expect(planner.passed(.seconds(950)) == [])
        #expect(planner.passed(.seconds(1_100)) == [end("a", of: first, at: 1_100)])
    }

    @Test("judges orders made after a step back by the clock as it is")
    mutating func orderAfterStepBack() {
        _ = planner.began(first, of: key, at: .seconds(100_000))
        #expect(planner.added(task("a", 500, 600), at: .seconds(500)) == [start("a", 500, 600, of: first)])
    }

    @Test("takes the end of a replaced push for granted")
    mutating func replacedPush() {
        _ = planner.added(task("a", 0, 20), at: .seconds(1))
        _ = planner.began(first, of: key, at: .seconds(2))
        #expect(planner.began(second, of: key, at: .seconds(3)) == [start("a", 0, 20, of: second)])
        #expect(planner.ended(first, at: .seconds(4)) == [])
        #expect(planner.passed(.seconds(20)) == [end("a", of: second, at: 20)])
    }

    // MARK: Rules

    private func rule(_ templateID: Int64) -> RecordRule {
        RecordRule(
            domain: key.domain, application: "", stream: "", templateID: templateID, created: .seconds(0))
    }

    private func ruled(_ publication: PublicationID, from time: Int64, by templateID: UInt64) -> Planner.Change {
        .start(
            .rule, publication, from: .seconds(time), until: WallTime(microseconds: .max), .template(templateID))
    }

    @Test("records a push that a rule matches from its beginning, without a deadline")
    mutating func recordsByRule() {
        #expect(planner.began(first, of: key, rule: rule(9), at: .seconds(5)) == [ruled(first, from: 5, by: 9)])
        #expect(planner.nextDeadline == nil)
        #expect(planner.ended(first, at: .seconds(9)) == [])
        #expect(planner.began(second, of: key, at: .seconds(10)) == [])
    }

    @Test("records twice for a rule and an order, and gives the rule no order's place")
    mutating func rulesAndOrdersAreIndependent() {
        for id in ["a", "b", "c"] { _ = planner.added(task(id, 0, 20), at: .seconds(1)) }
        let expected = [ruled(first, from: 5, by: 9)] + ["a", "b", "c"].map { start($0, 0, 20, of: first) }
        #expect(planner.began(first, of: key, rule: rule(9), at: .seconds(5)) == expected)
        #expect(planner.passed(.seconds(20)) == ["a", "b", "c"].map { end($0, of: first, at: 20) })
    }

    @Test("starts a rule's recording once, however often the push is told")
    mutating func rulesStartOnce() {
        #expect(planner.began(first, of: key, rule: rule(9), at: .seconds(5)).count == 1)
        #expect(planner.began(first, of: key, rule: rule(9), at: .seconds(6)) == [])
    }

    @Test("knows which streams are pushed")
    mutating func knowsPushes() {
        #expect(!planner.isPushed(key))
        _ = planner.began(first, of: key, at: .seconds(1))
        #expect(planner.isPushed(key))
        _ = planner.ended(first, at: .seconds(2))
        #expect(!planner.isPushed(key))
    }

    @Test("ignores events for orders and pushes it does not know")
    mutating func unknownNames() {
        #expect(planner.stopped(taskID: "x", at: .seconds(1)) == [])
        #expect(planner.deleted(taskID: "x", at: .seconds(1)) == [])
        #expect(planner.ended(first, at: .seconds(1)) == [])
    }
}
