// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Logging
import Media
import NIOCore
import Recorder
import RecordingModel
import RecordingTesting
import Storage
import StorageTesting
import Testing

/// One order, one push and one format, on a disk that a test has in its hands.
///
/// The recorder, the store and the muxers are the real ones. Time is the test's: it goes on in ticks of a quarter of a
/// second.
struct Laboratory {
    static let key = StreamKey(domain: "push.example.org", application: "live", stream: "room")
    static let start = WallTime(microseconds: 1_767_225_600_000_000)

    let format: RecordingFormat
    let catalogue: any Catalogue
    private(set) var given: [Given] = []
    private var programme: NumberedProgramme
    private let clock = ManualWallClock(start)

    /// A packet that was pushed, and when it arrived.
    struct Given {
        let number: Int
        let arrived: WallTime
    }

    /// A laboratory whose order has been given.
    init(_ format: RecordingFormat, catalogue: any Catalogue = MemoryCatalogue()) async throws {
        self.format = format
        self.catalogue = catalogue
        programme = NumberedProgramme(for: format.rawValue)
        var settings = FormatSettings()
        settings.isEnabled = true
        settings.recordInterval = 2
        let template = try await catalogue.insert(RecordTemplate(name: "", formats: [format: settings]))
        let refusal = try await catalogue.insert(
            RecordingTask(
                id: "order", key: Self.key, start: Self.start, end: Self.start.advanced(by: .seconds(3_600)),
                templateID: UInt64(template), created: Self.start), within: .unlimited)
        #expect(refusal == nil)
    }

    var now: WallTime { clock.now }

    /// Lets time pass without a server.
    func wait(_ time: MediaTime) {
        clock.advance(by: time)
    }

    /// Runs a server on a disk: pushes for so many ticks, or until `isDead`; then it stops in order, or is forgotten.
    mutating func run(
        on calls: any SystemCalls, ticks: Int, isDead: @Sendable () -> Bool = { false }
    ) async throws {
        let server: LaboratoryServer
        do {
            server = try LaboratoryServer(calls, catalogue, clock)
            try await server.service.restore()
        } catch {
            // Dead before it was ready.
            guard isDead() else { throw error }
            return
        }
        guard ticks > 0 else { return await server.stop() }
        let source = try await TestSource(Self.key, number: 1, begun: clock.now, tracks: programme.tracks)
        await server.service.publicationBegan(source)
        for tick in 1...ticks where !isDead() {
            clock.advance(by: .milliseconds(250))
            let packets = programme.next(until: .milliseconds(Int64(tick) * 250))
            given += packets.map { Given(number: NumberedProgramme.number(in: $0.payload) ?? 0, arrived: clock.now) }
            try await source.play(packets, at: clock.now)
            try await server.settle(source)
            if tick % 2 == 0 { await server.store.synchronize() }
            server.timer.advance(by: .milliseconds(250))
        }
        if !isDead() {
            // The last packets came a while before the end, which shows whether they are missed.
            clock.advance(by: .seconds(1))
            source.end(at: clock.now)
            await server.service.publicationEnded(
                source.publication, at: clock.now, code: .clientEnded, resolution: nil)
            await server.stop()
        } else {
            server.forget()
        }
        try await source.shutdown()
    }
}

/// The recorder and its store.
struct LaboratoryServer {
    let store: FileStore
    let service: RecorderService
    let timer = ManualClock()
    private let facts: RetryingFactWriter
    private let runner: Task<Void, Never>

    init(_ calls: any SystemCalls, _ catalogue: any Catalogue, _ clock: ManualWallClock) throws {
        store = try FileStore(root: "/media", journals: "/journals", calls: calls, threadCount: 1)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        facts = RetryingFactWriter(catalogue: catalogue, clock: timer, logger: logger)
        service = RecorderService(
            catalogue: catalogue, announcer: PlainAnnouncer(), facts: facts,
            factory: RecordingFactory(store: store, transcoding: NoTranscoding(), clock: clock),
            diskSpace: ManualDiskSpace(), clock: clock, timer: timer, logger: logger)
        runner = Task { [service] in await service.run() }
    }

    /// Lets what was submitted be done, and what follows from it.
    func settle(_ source: TestSource) async throws {
        for _ in 0..<3 {
            // Behind the jobs in the line of the only thread, and behind their completions on the loop.
            _ = try? await store.unfinishedSessions()
            try await source.eventLoop.submit {}.get()
        }
    }

    func stop() async {
        await service.stop()
        await runner.value
        await facts.stop()
        await store.shutdown()
    }

    /// As after kill -9: nothing that it still wants to do is done.
    func forget() {
        runner.cancel()
    }
}
