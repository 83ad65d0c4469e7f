// SPDX-License-Identifier: Apache-2.0

package import Logging
import NIOCore
package import RecordingModel

/// Writes facts at once; those that the catalogue refuses wait in memory and are tried again, the first first.
///
/// At most 10,000 wait, each is tried for five minutes; what is lost then is in the log. While one waits, every other
/// waits behind it, so that the order is kept.
package actor RetryingFactWriter: FactWriter {
    private struct Fact {
        let announcements: [Announcement]
        let change: @Sendable (any Catalogue, [Announcement]) async throws -> Void
        var attempts = 0
    }

    private static let capacity = 10_000
    private static let attempts = 300
    private static let interval = Duration.seconds(1)

    private let catalogue: any Catalogue
    private let clock: any Clock<Duration>
    private let logger: Logger
    private var backlog: CircularBuffer<Fact> = []
    private var retrying: Task<Void, Never>?

    package init(catalogue: any Catalogue, clock: any Clock<Duration> = .continuous, logger: Logger) {
        self.catalogue = catalogue
        self.clock = clock
        self.logger = logger
    }

    package func write(
        announcing announcements: [Announcement],
        _ change: @escaping @Sendable (any Catalogue, [Announcement]) async throws -> Void
    ) async -> Bool {
        let fact = Fact(announcements: announcements, change: change)
        guard backlog.isEmpty else {
            postpone(fact, reason: "earlier facts wait")
            return false
        }
        do {
            try await commit(fact)
            return true
        } catch {
            postpone(fact, reason: "\(error)")
            return false
        }
    }

    /// Tries what waits a last time.
    package func stop() async {
        retrying?.cancel()
        await retrying?.value
        while let fact = backlog.popFirst() {
            do { try await commit(fact) } catch { lose(fact, reason: "\(error)") }
        }
    }

    private func commit(_ fact: Fact) async throws {
        // What happened has to be noted though who tells it is cancelled meanwhile.
        try await Task { [catalogue] in try await fact.change(catalogue, fact.announcements) }.value
    }

    private func postpone(_ fact: Fact, reason: String) {
        for announcement in fact.announcements { CallbackOutcome.refused.count(announcement.eventType) }
        guard backlog.count < Self.capacity else { return lose(fact, reason: "too many facts wait") }
        logger.error("the catalogue fails, the fact waits", metadata: metadata(fact, reason))
        backlog.append(fact)
        if retrying == nil { retrying = Task { await retry() } }
    }

    private func retry() async {
        while !Task.isCancelled, !backlog.isEmpty {
            do {
                try await clock.sleep(for: Self.interval)
                while let fact = backlog.first {
                    try await commit(fact)
                    backlog.removeFirst()
                }
                logger.notice("the catalogue works again")
            } catch {
                guard !Task.isCancelled, let fact = backlog.first else { break }
                backlog[backlog.startIndex].attempts += 1
                if fact.attempts + 1 >= Self.attempts {
                    backlog.removeFirst()
                    lose(fact, reason: "\(error)")
                }
            }
        }
        retrying = nil
    }

    private func lose(_ fact: Fact, reason: String) {
        logger.critical("a fact is lost", metadata: metadata(fact, reason))
    }

    private func metadata(_ fact: Fact, _ reason: String) -> Logger.Metadata {
        [
            "events": "\(fact.announcements.map { "\($0.eventType) \($0.key)" }.joined(separator: ", "))",
            "reason": "\(reason)",
        ]
    }
}
