// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Logging
import Media
import RecordingModel
import RecordingTesting

/// An outbox in memory, the service that delivers it, and the clocks of both.
struct TestOutbox {
    let catalogue = MemoryCatalogue()
    let clock = ManualClock()
    let log = LogRecorder()
    private let announcer = CallbackAnnouncer(
        origin: CallbackOrigin(node: "10.0.0.7", publicURL: "http://127.0.0.1:8080"),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })

    /// Binds a template to the pushes of an app.
    func bind(_ urls: [CallbackKind: String], application: String = "live", key: String = "") async throws {
        let id = await catalogue.insert(CallbackTemplate(name: "t", urls: urls, key: key), quota: .max) ?? 0
        _ = try await catalogue.insert(
            CallbackRule(domain: "push.example.org", application: application, templateID: id))
    }

    /// Binds one URL for every kind of event.
    func bind(_ url: String, application: String = "live", key: String = "") async throws {
        try await bind(
            Dictionary(uniqueKeysWithValues: CallbackKind.allCases.map { ($0, url) }), application: application,
            key: key)
    }

    func tell(_ events: RecordingEvent...) async {
        await catalogue.announce(events.compactMap(announcer.announcement))
    }

    /// Runs a service until `body` has ended.
    func run(
        _ outbox: (any Outbox)? = nil, retryPolicy: RetryPolicy = RetryPolicy(), wallClock: (any WallClock)? = nil,
        allowsPrivateTargets: Bool = true, _ body: (CallbackService) async throws -> Void
    ) async rethrows {
        let service = CallbackService(
            outbox: outbox ?? catalogue, wallClock: wallClock ?? TestWallClock(clock: clock), clock: clock,
            retryPolicy: retryPolicy, allowsPrivateTargets: allowsPrivateTargets, logger: log.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await service.run() }
            defer { group.cancelAll() }
            try await body(service)
        }
    }

    /// Returns once so many attempts have failed and the next one of each is waited for.
    func waitForFailures(_ count: Int) async throws {
        try await log.wait(for: "warning callback failed", count: count)
    }

    var rows: [Delivery] {
        get async { await catalogue.deliveries(matching: DeliveryFilter(), after: 0, limit: 999) }
    }

    /// What the history tells of a stream, newest first.
    func attempts(of stream: String = "room", isDelivered: Bool? = nil) async -> [CallbackAttempt] {
        let window = WallTime.seconds(0) ... .seconds(4_000_000_000)
        let filter = CallbackAttemptFilter(stream: stream, window: window, isDelivered: isDelivered)
        return await catalogue.callbackAttempts(matching: filter, offset: 0, limit: 999).attempts
    }
}
