// SPDX-License-Identifier: Apache-2.0

import Ingest
import Logging
import Media
import NIOCore
import NIOPosix
import RecordingModel
import RecordingTesting

/// A listener on loopback, open to every domain but `off.example.org`.
struct TestIngest: Sendable {
    let listener: RTMPListener
    let address: SocketAddress
    let observer: TestObserver
    let domains: Domains
    let catalogue: MemoryCatalogue

    /// Looks domains up as slowly as a test likes.
    struct Domains: DomainRegistry, StreamBans {
        /// `asked`, once for each push.
        let journal = Journal()
        let gate = Gate()

        func domain(named name: String) async throws -> PushDomain? {
            journal.note("asked")
            await gate.pass()
            return PushDomain(
                name: name, purpose: .push, isEnabled: name != "off.example.org", created: .seconds(0),
                authentication: .off)
        }

        func ban(ofStream name: String, at time: WallTime) async throws -> StreamBan? { nil }
        func insert(_ ban: StreamBan) async throws {}
        func deleteBan(ofStream name: String) async throws {}
    }

    /// Lets a test work with a listener, and stops it.
    static func run(
        observer: TestObserver = TestObserver(), facts: (any FactWriter)? = nil,
        clock: any WallClock = ManualWallClock(.seconds(1_767_225_600)),
        limits: (inout IngestLimits) -> Void = { _ in },
        _ work: (TestIngest) async throws -> Void
    ) async throws {
        var ingestLimits = IngestLimits()
        limits(&ingestLimits)
        let (domains, catalogue) = (Domains(), MemoryCatalogue())
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let listener = RTMPListener(
            group: .singletonMultiThreadedEventLoopGroup,
            admission: Admission(domains: domains, opensDomains: true, clock: clock, logger: logger),
            observer: observer, announcer: PlainAnnouncer(), facts: facts ?? DirectFactWriter(catalogue), clock: clock,
            limits: ingestLimits, logger: logger)
        let address = try await listener.bind(host: "127.0.0.1", port: 0)
        do {
            try await work(
                TestIngest(
                    listener: listener, address: address, observer: observer, domains: domains, catalogue: catalogue))
        } catch {
            observer.release()
            await listener.stop()
            throw error
        }
        await listener.stop()
    }

    /// What the observer and its sinks noted.
    var journal: Journal { observer.journal }

    func connect(_ name: String = "room", domain: String = "push.example.org") async throws -> RTMPPublisher {
        try await RTMPPublisher.connect(to: address, name: name, domain: domain)
    }

    /// A publisher that has been accepted.
    func publish(_ name: String = "room") async throws -> RTMPPublisher {
        let publisher = try await connect(name)
        guard await publisher.outcome() == .published else { throw NotPublished() }
        return publisher
    }

    /// A connection that says nothing.
    func connectSilently() async throws -> any Channel {
        try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(to: address).get()
    }

    struct NotPublished: Error {}
}
