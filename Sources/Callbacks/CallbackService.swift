// SPDX-License-Identifier: Apache-2.0

package import Logging
import Media
import NIOCore
package import RecordingModel

/// Notifies the URLs of callback templates, again and again until they answer 200 or the retries are used up.
///
/// What one stream tells one URL arrives in its order; each such queue is delivered by itself, so that a slow
/// or dead receiver delays nobody else's. Notifications wait in memory.
package actor CallbackService: Notifier {
    private let catalogue: any CallbackRules
    private let history: any CallbackHistory
    private let origin: CallbackOrigin
    private let wallClock: any WallClock
    private let clock: any Clock<Duration>
    private let retryPolicy: RetryPolicy
    private let limits: QueueLimits
    private let logger: Logger

    /// What waits and what is under way, which is the first of its queue; no queue is empty.
    private var queues: [Delivery.Queue: CircularBuffer<Delivery>] = [:]
    private var waiting = 0
    private var pauses: [Delivery.Queue: Task<Void, Never>] = [:]
    private var isDraining = false
    /// Who waits for the last queue to be empty.
    private var idle: [CheckedContinuation<Void, Never>] = []
    private let begun: AsyncStream<Delivery.Queue>
    private let beginning: AsyncStream<Delivery.Queue>.Continuation

    /// Makes the service, which delivers nothing before `run`.
    ///
    /// - Parameters:
    ///   - catalogue: has the callback rules.
    ///   - history: remembers every attempt.
    ///   - origin: what notifications say of this server.
    ///   - wallClock: signs notifications.
    ///   - clock: times the retries.
    ///   - retryPolicy: how often and how long a receiver is tried.
    ///   - limits: how much may wait.
    ///   - logger: gets a line for each failure.
    package init(
        catalogue: any CallbackRules, history: any CallbackHistory, origin: CallbackOrigin, wallClock: any WallClock,
        clock: any Clock<Duration> = .continuous, retryPolicy: RetryPolicy = RetryPolicy(),
        limits: QueueLimits = QueueLimits(), logger: Logger
    ) {
        self.catalogue = catalogue
        self.history = history
        self.origin = origin
        self.wallClock = wallClock
        self.clock = clock
        self.retryPolicy = retryPolicy
        self.limits = limits
        self.logger = logger
        (begun, beginning) = AsyncStream.makeStream()
    }

    /// Queues the notification of an event, unless no rule has a URL for it.
    package func notify(_ event: RecordingEvent) async {
        do {
            guard let template = try await catalogue.callbackTemplate(for: event.key), template.wants(event),
                let url = template.urls[event.kind], !url.isEmpty
            else { return }
            let body = try CallbackBody(event, from: origin)
            let queue = Delivery.Queue(stream: event.key, url: url)
            enqueue(
                Delivery(
                    queue: queue, eventType: event.eventType, eventTime: event.time, body: body, key: template.key))
        } catch {
            CallbackOutcome.refused.count(event.eventType)
            logger.error(
                "callback lost: its rule can't be read",
                metadata: [
                    "event": "\(event.eventType)", "stream": "\(event.key)", "reason": "\(error)",
                ])
        }
    }

    /// Delivers until it is cancelled or has been drained.
    package func run() async {
        let sender = CallbackSender(timeout: retryPolicy.timeout)
        await withDiscardingTaskGroup { group in
            for await queue in begun { group.addTask { await self.deliver(queue, through: sender) } }
            group.cancelAll()
        }
        beginning.finish()
        giveUpRest()
        await sender.shutdown()
    }

    /// Tries once more what waits, for so long at most, and ends `run`; what is left then is given up.
    package func drain(within limit: Duration) async {
        isDraining = true
        for pause in pauses.values { pause.cancel() }
        let alarm = Task { [clock] in
            try? await clock.sleep(for: limit)
            self.resumeIdle()
        }
        if !queues.isEmpty { await withCheckedContinuation { idle.append($0) } }
        alarm.cancel()
        beginning.finish()
    }

    /// Accounts for the queues that nobody delivers any more.
    private func giveUpRest() {
        for delivery in queues.values.joined() { note(.givenUp, delivery, reason: "the server is stopping") }
        queues = [:]
        waiting = 0
        resumeIdle()
    }

    private func resumeIdle() {
        for continuation in idle { continuation.resume() }
        idle = []
    }

    private func enqueue(_ delivery: Delivery) {
        let length = queues[delivery.queue]?.count ?? 0
        guard waiting < limits.total, length < limits.perQueue else {
            return note(.refused, delivery, reason: "too many notifications wait")
        }
        if length == 0, case .terminated = beginning.yield(delivery.queue) {
            return note(.refused, delivery, reason: "the server is stopping")
        }
        waiting += 1
        queues[delivery.queue, default: []].append(delivery)
    }

    private func deliver(_ queue: Delivery.Queue, through sender: CallbackSender) async {
        while let delivery = queues[queue]?.first {
            await deliver(delivery, through: sender)
            waiting -= 1
            queues[queue]?.removeFirst()
        }
        queues[queue] = nil
        if queues.isEmpty { resumeIdle() }
    }

    private func deliver(_ delivery: Delivery, through sender: CallbackSender) async {
        for retriesLeft in (0...retryPolicy.retries).reversed() {
            do {
                let json = try delivery.body.json(key: delivery.key, at: wallClock.now)
                do throws(CallbackSender.Failure) {
                    let answer = try await sender.post(json, to: delivery.queue.url)
                    await remember(delivery, json, answer: answer, resultCode: 0)
                } catch {
                    await remember(delivery, json, answer: error.answer ?? error.reason, resultCode: error.status ?? 1)
                    throw error
                }
                return note(.delivered, delivery, reason: nil)
            } catch {
                let reason = (error as? CallbackSender.Failure)?.reason ?? "\(error)"
                guard retriesLeft > 0, !isDraining, !Task.isCancelled else {
                    return note(.givenUp, delivery, reason: reason)
                }
                note(.failed, delivery, reason: reason)
                await pause(delivery.queue)
            }
        }
    }

    private func remember(_ delivery: Delivery, _ json: [UInt8], answer: String, resultCode: Int) async {
        let attempt = CallbackAttempt(
            stream: delivery.queue.stream.stream, eventType: delivery.eventType, eventTime: delivery.eventTime,
            request: String(decoding: json, as: UTF8.self), response: answer, responseTime: wallClock.now,
            resultCode: resultCode)
        do {
            // What was posted has to be noted though the delivery is cancelled meanwhile.
            try await Task { [history] in try await history.insert(attempt) }.value
        } catch {
            logger.error("callback is not in the history", metadata: ["error": "\(error)"])
        }
    }

    /// Waits until the next attempt is due, or the service is being drained.
    private func pause(_ queue: Delivery.Queue) async {
        let pause = Task { [clock, interval = retryPolicy.interval] in
            // A cancelled pause is over, which is all that has to be known.
            _ = try? await clock.sleep(for: interval)
        }
        pauses[queue] = pause
        await withTaskCancellationHandler {
            await pause.value
        } onCancel: {
            pause.cancel()
        }
        pauses[queue] = nil
    }

    private func note(_ outcome: CallbackOutcome, _ delivery: Delivery, reason: String?) {
        outcome.count(delivery.eventType)
        logger.log(
            level: outcome.logLevel, "callback \(outcome.rawValue)",
            metadata: [
                "event": "\(delivery.eventType)", "stream": "\(delivery.queue.stream)",
                "url": "\(delivery.queue.loggedURL)", "reason": "\(reason ?? "status 200")",
            ])
    }
}

extension CallbackTemplate {
    /// Whether an event is of those that the template asks for: exceptions go by their level, where levels are named.
    fileprivate func wants(_ event: RecordingEvent) -> Bool {
        guard case .recordingException(let exception) = event, !recordExceptionLevels.isEmpty else { return true }
        return recordExceptionLevels.contains(exception.level.rawValue)
    }
}
