// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
package import Logging
import Media
import NIOCore
package import RecordingModel

/// Delivers the outbox: each row again and again until its URL answers 200 or the retries are used up.
///
/// At least once: a row goes when its delivery has been noted, so what was posted just before the process died is
/// posted again. What one stream tells one URL arrives in its order; queues are delivered independently of each other.
/// Of what waits, memory holds the ids.
package actor CallbackService {
    /// What one stream has for one URL.
    private struct Lane {
        /// Rows that wait, the first perhaps under way; never empty.
        var ids: CircularBuffer<Int64>
        /// What became of the first and could not be written down yet.
        var unnoted: (attempt: CallbackAttempt, outcome: DeliveryOutcome)?
    }

    /// A lane that waits for a time.
    private struct Due: Comparable {
        var time: Duration
        var queue: DeliveryQueue

        static func < (left: Due, right: Due) -> Bool { left.time < right.time }
        static func == (left: Due, right: Due) -> Bool { left.time == right.time }
    }

    /// How many rows are read at once.
    private static let page = 500
    /// How often the outbox is looked at though nobody said that there is anything new: another process may have
    /// let rows wait again.
    private static let lookInterval = Duration.seconds(1)
    /// How long a lane waits after a fault of the catalogue.
    private static let faultInterval = Duration.seconds(5)

    private let outbox: any Outbox
    private let wallClock: any WallClock
    private let clock: any Clock<Duration>
    private let stopwatch: Stopwatch
    private let retryPolicy: RetryPolicy
    private let sender: any CallbackPosting
    private let logger: Logger
    private let metrics = OutboxMetrics()

    private var lanes: [DeliveryQueue: Lane] = [:]
    private var turns = DeliveryTurns()
    private var due = BinaryHeap<Due>()
    private var pending = 0
    /// The last row that has been read.
    private var lastID: Int64 = 0
    private var isChanged = true
    private var nextLook = Duration.zero
    private var alarm: Task<Void, Never>?
    private var isDraining = false
    private var hasEnded = false
    /// Who waits until nothing is due or under way.
    private var idleWaiters: [CheckedContinuation<Void, Never>] = []
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    /// Makes the service, which delivers nothing before `run`.
    ///
    /// - Parameters:
    ///   - outbox: has what is to be delivered, and remembers every attempt.
    ///   - wallClock: signs notifications.
    ///   - clock: times the retries.
    ///   - retryPolicy: how often and how long a receiver is tried.
    ///   - sender: posts.
    ///   - logger: gets a line for each failure.
    package init(
        outbox: any Outbox, wallClock: any WallClock, clock: any Clock<Duration>, retryPolicy: RetryPolicy,
        sender: any CallbackPosting, logger: Logger
    ) {
        self.outbox = outbox
        self.wallClock = wallClock
        self.clock = clock
        stopwatch = Stopwatch(clock)
        self.retryPolicy = retryPolicy
        self.sender = sender
        self.logger = logger
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Makes the service that posts over HTTP; `allowsPrivateTargets` tells whether receivers may be of this machine
    /// and of private networks.
    package init(
        outbox: any Outbox, wallClock: any WallClock, clock: any Clock<Duration> = .continuous,
        retryPolicy: RetryPolicy = RetryPolicy(), allowsPrivateTargets: Bool = true, logger: Logger
    ) {
        self.init(
            outbox: outbox, wallClock: wallClock, clock: clock, retryPolicy: retryPolicy,
            sender: CallbackSender(timeout: retryPolicy.timeout, allowsPrivateTargets: allowsPrivateTargets),
            logger: logger)
    }

    /// Delivers until it is cancelled or has been drained; called once.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { for await _ in self.outbox.announced { await self.changed() } }
            wakeup.yield()
            for await _ in wakeups {
                await look()
                while let next = due.first, next.time <= stopwatch.elapsed {
                    _ = due.removeFirst()
                    turns.add(next.queue)
                }
                while let turn = turns.next() { group.addTask { await self.deliver(turn) } }
                setAlarm()
                if isDraining, turns.isIdle, !isChanged { wakeIdleWaiters() }
            }
            group.cancelAll()
        }
        alarm?.cancel()
        hasEnded = true
        wakeIdleWaiters()
        await sender.shutdown()
    }

    /// Delivers what is due, for so long at most, and ends `run`; what is left stays in the outbox.
    package func drain(within limit: Duration) async {
        guard !hasEnded else { return }
        isDraining = true
        changed()
        let alarm = Task { [clock] in
            try? await clock.sleep(for: limit)
            self.wakeIdleWaiters()
        }
        await withCheckedContinuation { idleWaiters.append($0) }
        alarm.cancel()
        wakeup.finish()
    }

    private func wakeIdleWaiters() {
        for waiter in idleWaiters { waiter.resume() }
        idleWaiters = []
    }

    // MARK: What there is to do

    private func changed() {
        isChanged = true
        wakeup.yield()
    }

    private func setAlarm() {
        alarm?.cancel()
        let time = min(nextLook, due.first?.time ?? nextLook)
        alarm = Task { [stopwatch, wakeup] in
            guard (try? await stopwatch.sleep(until: time)) != nil else { return }
            wakeup.yield()
        }
    }

    /// Takes up the rows that have come.
    private func look() async {
        let now = stopwatch.elapsed
        if now >= nextLook {
            nextLook = now + Self.lookInterval
            isChanged = true
            await measure()
        }
        guard isChanged else { return }
        isChanged = false
        do {
            let heads = try await outbox.pendingDeliveries(after: lastID, limit: Self.page)
            for head in heads { takeUp(head) }
            // The rest comes behind the deliveries that can be begun now.
            if heads.count == Self.page { changed() }
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("the outbox can't be read", metadata: ["error": "\(error)"])
        }
    }

    private func takeUp(_ head: DeliveryHead) {
        lastID = head.id
        pending += 1
        guard lanes[head.queue] == nil else {
            lanes[head.queue]?.ids.append(head.id)
            return
        }
        lanes[head.queue] = Lane(ids: [head.id])
        // The clock may have stepped since the attempt before: it must not keep a receiver waiting for hours.
        let left = head.due.map { Duration.microseconds($0.microseconds - wallClock.now.microseconds) } ?? .zero
        wait(head.queue, for: min(max(.zero, left), retryPolicy.interval))
    }

    private func wait(_ queue: DeliveryQueue, for time: Duration) {
        guard time > .zero else { return turns.add(queue) }
        due.insert(Due(time: stopwatch.elapsed + time, queue: queue))
    }

    private func measure() async {
        let oldest = try? await outbox.pendingDeliveries(after: 0, limit: 1).first
        metrics.pending.set(pending)
        let age = oldest.map { wallClock.now.seconds - $0.eventTime.seconds } ?? 0
        metrics.oldestAge.set(max(0, age))
    }

    // MARK: One delivery

    private func deliver(_ turn: DeliveryTurns.Turn) async {
        let isAnswered = await deliverFirst(of: turn.queue)
        turns.ended(turn, isAnswered: isAnswered)
        wakeup.yield()
    }

    /// - Returns: whether the receiver answered.
    private func deliverFirst(of queue: DeliveryQueue) async -> Bool {
        guard let lane = lanes[queue], let id = lane.ids.first else { return true }
        if let (attempt, outcome) = lane.unnoted {
            await note(attempt, outcome, of: queue)
            return true
        }
        let delivery: Delivery?
        do { delivery = try await outbox.delivery(id: id) } catch {
            if !Task.isCancelled { failed(queue, error) }
            return true
        }
        guard let delivery, delivery.state == .pending else {
            goOn(queue)
            return true
        }
        let json = CallbackBody(text: delivery.body).json(key: delivery.key, at: wallClock.now)
        var attempt = CallbackAttempt(
            stream: queue.key.stream, eventType: delivery.eventType, eventTime: delivery.head.eventTime,
            request: String(decoding: json, as: UTF8.self), response: "", responseTime: wallClock.now, resultCode: 0)
        do throws(CallbackFailure) {
            attempt.response = try await sender.post(json, to: queue.url)
            attempt.responseTime = wallClock.now
            await note(attempt, .delivered, of: queue)
            log(.delivered, delivery, reason: "status 200")
            return true
        } catch {
            // The attempt counts for nothing when it was broken off from here.
            guard !Task.isCancelled else { return true }
            attempt.response = error.answer ?? error.reason
            attempt.responseTime = wallClock.now
            attempt.resultCode = error.status ?? 1
            let isLast = error.isFinal || delivery.attempts >= retryPolicy.retries
            let next = WallTime(microseconds: wallClock.now.microseconds + retryPolicy.interval.microseconds)
            await note(attempt, isLast ? .givenUp : .retry(due: next), of: queue)
            log(isLast ? .givenUp : .failed, delivery, reason: error.reason)
            return error.status != nil
        }
    }

    /// Writes down what became of a lane's first row, and goes on with the lane.
    private func note(_ attempt: CallbackAttempt, _ outcome: DeliveryOutcome, of queue: DeliveryQueue) async {
        guard let id = lanes[queue]?.ids.first else { return }
        do {
            // What was posted has to be noted though the delivery is cancelled meanwhile.
            try await Task { [outbox] in try await outbox.note(attempt, ofDelivery: id, outcome) }.value
        } catch {
            lanes[queue]?.unnoted = (attempt, outcome)
            return failed(queue, error)
        }
        lanes[queue]?.unnoted = nil
        switch outcome {
        case .delivered, .givenUp: goOn(queue)
        case .retry: wait(queue, for: retryPolicy.interval)
        }
    }

    /// The catalogue failed: the lane goes on where it is, after a time.
    private func failed(_ queue: DeliveryQueue, _ error: any Error) {
        logger.error("the outbox fails", metadata: ["stream": "\(queue.key)", "error": "\(error)"])
        wait(queue, for: Self.faultInterval)
    }

    /// Lets the next row of a lane have its turn.
    private func goOn(_ queue: DeliveryQueue) {
        pending -= 1
        lanes[queue]?.ids.removeFirst()
        if lanes[queue]?.ids.isEmpty == true { lanes[queue] = nil } else { turns.add(queue) }
    }

    private func log(_ outcome: CallbackOutcome, _ delivery: Delivery, reason: String) {
        outcome.count(delivery.eventType)
        logger.log(
            level: outcome.logLevel, "callback \(outcome.rawValue)",
            metadata: [
                "event": "\(delivery.eventType)", "stream": "\(delivery.head.queue.key)",
                "url": "\(delivery.head.queue.loggedURL)", "reason": "\(reason)",
            ])
    }
}

extension Duration {
    fileprivate var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}

/// How much waits in the outbox.
private struct OutboxMetrics: Sendable {
    let pending = Meter(label: "aircheck_callbacks_pending")
    /// Seconds since what it tells of happened.
    let oldestAge = Meter(label: "aircheck_callbacks_oldest_pending_seconds")
}
