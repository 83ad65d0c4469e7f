// SPDX-License-Identifier: Apache-2.0

package import Logging
import Media
package import RecordingModel

/// Carries what the queue holds to the object store, a few objects at a time, and removes local copies of what is
/// there.
///
/// It remembers nothing but what is under way: the queue says what is next. However long the store is away nothing is
/// given up, and nobody waits for it.
package actor UploadService {
    private let queue: any UploadQueue
    private let worker: UploadWorker
    private let copies: any LocalCopies
    private let wallClock: any WallClock
    private let clock: any Clock<Duration>
    private let backoff: UploadBackoff
    private let concurrency: Int
    private var generator: any RandomNumberGenerator & Sendable
    private let logger: Logger
    private let metrics = UploadMetrics()

    private var inFlight: Set<UploadObject.ID> = []
    private var alarm: Task<Void, Never>?
    private let wakes: AsyncStream<Void>
    private let waking: AsyncStream<Void>.Continuation

    /// A service that does nothing before `run`.
    ///
    /// `concurrency` objects are under way at once, each with a part's size of memory; `wallClock` tells what is due,
    /// `clock` times the waiting, and `generator` spreads the times of retries.
    package init(
        queue: any UploadQueue, storage: any ObjectStorage, copies: any LocalCopies, wallClock: any WallClock,
        clock: any Clock<Duration> = .continuous, backoff: UploadBackoff = UploadBackoff(), concurrency: Int = 4,
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        logger: Logger
    ) {
        self.queue = queue
        worker = UploadWorker(queue: queue, storage: storage)
        self.copies = copies
        self.wallClock = wallClock
        self.clock = clock
        self.backoff = backoff
        self.concurrency = concurrency
        self.generator = generator
        self.logger = logger
        (wakes, waking) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Lets the service look at the queue, where something has been noted.
    package nonisolated func wake() {
        waking.yield()
    }

    /// Works until `stop`; what is under way then is broken off, and taken up at the next start.
    package func run() async {
        wake()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchFigures() }
            for await _ in wakes {
                for object in await take() { group.addTask { await self.carryOut(object) } }
                await removeCopies()
            }
            group.cancelAll()
        }
        alarm?.cancel()
    }

    /// Lets `run` return.
    package nonisolated func stop() {
        waking.finish()
    }

    /// What is to be begun now.
    private func take() async -> [UploadObject] {
        do {
            let due = try await queue.dueUploads(at: wallClock.now, limit: concurrency + inFlight.count)
            let objects = due.objects.filter { !inFlight.contains($0.id) }.prefix(concurrency - inFlight.count)
            inFlight.formUnion(objects.map(\.id))
            setAlarm(at: due.next)
            return Array(objects)
        } catch {
            logger.error("uploads can't be read", metadata: ["error": "\(error)"])
            setAlarm(at: nil)
            return []
        }
    }

    private func setAlarm(at due: WallTime?) {
        alarm?.cancel()
        // The world's clock may step, so a long wait is looked at again in between.
        let wait = due.map { max($0.microseconds - wallClock.now.microseconds, 0) } ?? .max
        alarm = Task { [clock] in
            try? await clock.sleep(for: min(.microseconds(min(wait, 1_000_000_000)), Self.longestSleep))
            if !Task.isCancelled { wake() }
        }
    }

    private static let longestSleep = Duration.seconds(15)

    private func carryOut(_ object: UploadObject) async {
        do {
            let outcome = try await worker.carryOut(object) { self.due(object, $0) }
            note(outcome, of: object)
        } catch {
            if !Task.isCancelled {
                logger.error("upload is not in the catalogue", metadata: metadata(object, "\(error)"))
            }
        }
        inFlight.remove(object.id)
        wake()
    }

    private func due(_ object: UploadObject, _ kind: UploadFault.Kind) -> WallTime {
        var generator = generator
        defer { self.generator = generator }
        return backoff.due(afterFailures: object.attempts, of: kind, at: wallClock.now, using: &generator)
    }

    private func note(_ outcome: UploadWorker.Outcome, of object: UploadObject) {
        switch outcome {
        case .done:
            if object.state == .pending { metrics.stored(object) }
            logger.debug("object \(object.state == .pending ? "stored" : "deleted")", metadata: metadata(object))
        case .failed(let fault):
            metrics.failed(fault.kind)
            let level: Logger.Level = fault.kind == .unavailable ? .warning : .error
            logger.log(level: level, "upload failed", metadata: metadata(object, "\(fault)"))
        case .cancelled: break
        }
    }

    private func removeCopies() async {
        do {
            for copy in try await queue.storedCopies(limit: 16) {
                try await copies.removeCopies(copy.paths)
                try await queue.noteCopyRemoved(fileID: copy.fileID)
            }
        } catch {
            // The next wake tries again.
            logger.error("local copy stays", metadata: ["error": "\(error)"])
        }
    }

    private func watchFigures() async {
        while !Task.isCancelled {
            if let figures = try? await queue.uploadFigures() { metrics.set(figures, at: wallClock.now) }
            // A cancelled sleep is over.
            try? await clock.sleep(for: .seconds(5))
        }
    }

    private func metadata(_ object: UploadObject, _ reason: String? = nil) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "object": "\(object.address)", "recording.id": "\(object.id.sessionID)", "attempts": "\(object.attempts)",
        ]
        if let reason { metadata["reason"] = "\(reason)" }
        return metadata
    }
}
