// SPDX-License-Identifier: Apache-2.0

package import Media

/// Decides which pushes are recorded, for which orders and by rule, and when to look again.
///
/// An order records while start ≤ now < end, its stream is being pushed, and it has not been stopped. At most
/// `concurrentTasksPerStream` orders record one stream: those that run keep their place, and a free place goes to
/// the order that starts first, then to the lesser id (recording-api.md, 1.1 and 12).
///
/// A push that a rule matches when it begins is recorded to its end, whatever is ordered beside: the rule takes no
/// order's place, and what happens to it later does not touch the push (recording-api.md, section 8).
///
/// Every event takes the present and answers with what has to change, ends before starts. Orders are counted by
/// hundreds of thousands: an event costs O(changes · log n), and an order that waits is a few dozen bytes beside its
/// names.
///
/// The clock may step. To each order the present is the latest time that was told since the order was made, so
/// a step backwards takes nothing back: what began goes on to its end, and nothing begins twice. Orders made after
/// the step are judged by the clock as it is then; one that was wrong must not silence them.
///
/// Our bug: a push that begins under the number of another. Tolerated: a push that begins before its predecessor
/// ended (the old one is over), an order that is known already, events for orders and pushes that are not.
package struct Planner: Sendable {
    /// What the recorder has to do.
    package enum Change: Hashable, Sendable {
        /// Records a push: from an order's start, which may be past, until its end; by rule from now on, without end.
        case start(RecordingCause, PublicationID, from: WallTime, until: WallTime, RecordingOutput)
        /// Ends an order's recording at its end or at its stop. A push that ends itself ends its recordings.
        case end(taskID: String, publication: PublicationID, at: WallTime)
    }

    private enum Phase: UInt8 {
        /// Before its start.
        case waiting
        /// Within its window, without a push or a free place.
        case due
        case recording
        /// Records its last push, being deleted.
        case deleted
    }

    private struct Order {
        var stream: String
        var start: WallTime
        var end: WallTime
        var output: RecordingOutput
        var phase = Phase.waiting

        /// When time changes its phase.
        var boundary: WallTime { phase == .waiting ? start : end }
    }

    private struct Push {
        var publication: PublicationID
        /// The orders that record it, in the order of their beginning.
        var recording: [String] = []
    }

    private let concurrentTasksPerStream: Int
    /// Orders that may still record, by their id; those that are stopped, over or deleted are not kept.
    private var orders: [String: Order] = [:]
    /// The names of the streams of orders, each once however many orders share it, and how many do.
    private var names: [String: Int] = [:]
    /// The boundary of every order.
    private var boundaries = Timetable()
    /// The orders in phase `due` of each stream, by start.
    private var due: [String: Timetable] = [:]
    private var pushes: [String: Push] = [:]
    private var streams: [PublicationID: String] = [:]

    /// Begins with no orders and no pushes.
    package init(concurrentTasksPerStream: Int = 3) {
        self.concurrentTasksPerStream = concurrentTasksPerStream
    }

    /// The next time at which the answer changes by the clock alone: `passed` is due then.
    package var nextDeadline: WallTime? { boundaries.first?.time }

    /// Orders that may still record.
    package var orderCount: Int { orders.count }

    /// Entries of all timetables, for the test that they stay bounded.
    var entryCount: Int { due.values.reduce(boundaries.count) { $0 + $1.count } }

    /// Names of streams that are kept for orders, for the same test.
    var nameCount: Int { names.count }

    /// An order was made, or was found in the catalogue at the start.
    package mutating func added(_ order: RecordingOrder, at now: WallTime) -> [Change] {
        if !order.isStopped, order.start < order.end, now < order.end {
            let stream = share(Self.name(of: order.key))
            let new = Order(stream: stream, start: order.start, end: order.end, output: order.output)
            // One search for the most that are new, and not two.
            if let known = orders.updateValue(new, forKey: order.id) {
                orders[order.id] = known
                unshare(stream)
            } else {
                boundaries.insert(order.id, at: order.start)
            }
        }
        return passed(now)
    }

    /// The same planner with room for so many orders more: they are added without a move of all that are there.
    package func withRoom(for count: Int) -> Planner {
        var planner = self
        planner.orders.reserveCapacity(orders.count + count)
        return planner
    }

    /// An order was stopped: it ends now and never records again.
    package mutating func stopped(taskID: String, at now: WallTime) -> [Change] {
        guard let order = orders[taskID] else { return passed(now) }
        var changes: [Change] = []
        forget(taskID, order, at: min(now, order.end), changes: &changes)
        return settle(at: now, changes: changes, touched: [order.stream])
    }

    /// An order was deleted: what it records goes on to the end of the push or of the order, and holds its place.
    package mutating func deleted(taskID: String, at now: WallTime) -> [Change] {
        guard let order = orders[taskID] else { return passed(now) }
        var changes: [Change] = []
        switch order.phase {
        case .recording, .deleted: orders[taskID]?.phase = .deleted
        case .waiting, .due: forget(taskID, order, at: now, changes: &changes)
        }
        return settle(at: now, changes: changes, touched: [])
    }

    /// A push was admitted; `rule` is what holds for it, if any does.
    package mutating func began(
        _ publication: PublicationID, of key: StreamKey, rule: RecordRule? = nil, at now: WallTime
    ) -> [Change] {
        assert(streams[publication].map { $0 == Self.name(of: key) } ?? true, "two pushes of one number")
        guard streams[publication] == nil else { return passed(now) }
        let stream = Self.name(of: key)
        if let predecessor = pushes[stream] { close(predecessor, of: stream) }
        pushes[stream] = Push(publication: publication)
        streams[publication] = stream
        var changes: [Change] = []
        if let rule {
            let output = RecordingOutput.template(UInt64(clamping: rule.templateID))
            changes.append(.start(.rule, publication, from: now, until: WallTime(microseconds: .max), output))
        }
        return settle(at: now, changes: changes, touched: [stream])
    }

    /// A push is over, and so are its recordings; orders whose window goes on wait for the next push.
    package mutating func ended(_ publication: PublicationID, at now: WallTime) -> [Change] {
        // Before the clock is looked at: nothing may start on a push that is over.
        if let stream = streams[publication], let push = pushes[stream] { close(push, of: stream) }
        return passed(now)
    }

    /// Whether a stream is being pushed.
    package func isPushed(_ key: StreamKey) -> Bool { pushes[Self.name(of: key)] != nil }

    /// The clock reached or passed a boundary.
    package mutating func passed(_ now: WallTime) -> [Change] {
        settle(at: now, changes: [], touched: [])
    }
}

// MARK: - Steps

extension Planner {
    /// One string for a stream, so that a waiting order holds one allocation for it instead of three.
    private static func name(of key: StreamKey) -> String {
        "\(key.domain)\0\(key.application)\0\(key.stream)"
    }

    /// The same name as other orders of the stream have it, in the same memory; `unshare` takes it back.
    private mutating func share(_ name: String) -> String {
        guard let index = names.index(forKey: name) else {
            names[name] = 1
            return name
        }
        names.values[index] += 1
        return names.keys[index]
    }

    /// Takes an order away, and the name of its stream with the last order of it.
    private mutating func drop(_ taskID: String, _ order: Order) {
        orders[taskID] = nil
        boundaries.outdate()
        pruneBoundaries()
        unshare(order.stream)
    }

    private mutating func unshare(_ name: String) {
        guard let index = names.index(forKey: name) else { return }
        if names.values[index] > 1 { names.values[index] -= 1 } else { names.remove(at: index) }
    }

    /// Lets the clock reach a time, then gives away the free places of the streams that changed.
    private mutating func settle(at now: WallTime, changes: [Change], touched: [String]) -> [Change] {
        var (changes, touched) = (changes, touched)
        while let next = boundaries.first, next.time <= now {
            guard let order = orders[next.taskID] else { break }
            if order.phase == .waiting, now < order.end {
                _ = boundaries.removeFirst()
                boundaries.insert(next.taskID, at: order.end)
                wait(next.taskID, order)
                pruneBoundaries()
            } else {
                forget(next.taskID, order, at: order.end, changes: &changes)
            }
            touched.append(order.stream)
        }
        for stream in touched { fill(stream, changes: &changes) }
        return changes
    }

    /// Puts an order among those that may record when a push and a place are there.
    private mutating func wait(_ taskID: String, _ order: Order) {
        orders[taskID]?.phase = .due
        due[order.stream, default: Timetable()].insert(taskID, at: order.start)
    }

    /// Drops an order that will never record again, and ends its recording at a time.
    private mutating func forget(_ taskID: String, _ order: Order, at time: WallTime, changes: inout [Change]) {
        drop(taskID, order)
        switch order.phase {
        case .waiting: break
        case .due:
            due[order.stream]?.outdate()
            pruneDue(order.stream)
        case .recording, .deleted:
            guard let publication = pushes[order.stream]?.publication else { break }
            pushes[order.stream]?.recording.removeAll { $0 == taskID }
            changes.append(.end(taskID: taskID, publication: publication, at: time))
        }
    }

    /// Takes a push away from the orders that record it.
    private mutating func close(_ push: Push, of stream: String) {
        pushes[stream] = nil
        streams[push.publication] = nil
        for taskID in push.recording {
            guard let order = orders[taskID] else { continue }
            switch order.phase {
            case .waiting, .due: assertionFailure("an order records that has not begun")
            case .recording: wait(taskID, order)
            case .deleted: drop(taskID, order)
            }
        }
    }

    /// Starts orders of a stream as long as there is a push, an order that is due, and a place.
    private mutating func fill(_ stream: String, changes: inout [Change]) {
        while let push = pushes[stream], push.recording.count < concurrentTasksPerStream,
            let next = due[stream]?.removeFirst(), let order = orders[next.taskID]
        {
            orders[next.taskID]?.phase = .recording
            pushes[stream]?.recording.append(next.taskID)
            pruneDue(stream)
            changes.append(
                .start(
                    .order(taskID: next.taskID), push.publication, from: order.start, until: order.end, order.output))
        }
    }

    private mutating func pruneBoundaries() {
        boundaries.prune { [orders] in orders[$0.taskID]?.boundary == $0.time }
    }

    private mutating func pruneDue(_ stream: String) {
        due[stream]?.prune { [orders] in orders[$0.taskID]?.phase == .due }
        if due[stream]?.count == 0 { due[stream] = nil }
    }
}
