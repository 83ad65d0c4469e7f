// SPDX-License-Identifier: Apache-2.0

import Logging
import Media
import NIOCore
import Recorder
import RecordingModel
import RecordingTesting
import Synchronization
import Testing

/// A recorder service whose time, pushes and disk are a test's.
final class TestRecorder: Sendable {
    let catalogue = MemoryCatalogue()
    let clock = ManualWallClock(.test(0))
    let timer = ManualClock()
    let store = TestStore()
    let disk = ManualDiskSpace()
    let facts: TestFacts
    let service: RecorderService
    private let runner: Task<Void, Never>
    private let sources = Mutex<[TestSource]>([])

    private init() {
        facts = TestFacts(catalogue: catalogue)
        service = RecorderService(
            catalogue: catalogue, announcer: TestAnnouncer(journal: facts.journal), facts: facts,
            factory: RecordingFactory(store: store, transcoding: NoTranscoding(), clock: clock),
            diskSpace: disk, clock: clock, timer: timer, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        runner = Task { [service] in await service.run() }
    }

    /// Lets a test work with a service, then ends its pushes and stops it.
    static func run(_ work: (TestRecorder) async throws -> Void) async throws {
        let recorder = TestRecorder()
        try await work(recorder)
        for source in recorder.sources.withLock({ $0 }) { await recorder.end(source) }
        await recorder.service.stop()
        await recorder.runner.value
        for source in recorder.sources.withLock({ $0 }) { try await source.shutdown() }
    }

    /// Cancels the task that carries out the recordings' reports.
    func cancelRunner() {
        runner.cancel()
    }

    /// Keeps an order's template with these formats enabled, and returns its number.
    func template(_ formats: RecordingFormat...) async -> UInt64 {
        await template(formats)
    }

    /// The same; of HLS another push goes on with a recording for so many seconds.
    func template(_ formats: [RecordingFormat], continueDuration: Int64 = 0) async -> UInt64 {
        var settings = FormatSettings()
        settings.isEnabled = true
        let template = RecordTemplate(
            name: "test", formats: Dictionary(uniqueKeysWithValues: formats.map { ($0, settings) }),
            flowContinueDuration: continueDuration)
        return UInt64(await catalogue.insert(template, quota: .max) ?? 0)
    }

    /// Binds a new template with these formats enabled to the pushes of the test's domain, or of one stream there.
    func rule(_ formats: RecordingFormat..., stream: String = "") async throws -> UInt64 {
        let id = await template(formats)
        let rule = RecordRule(
            domain: Self.key.domain, application: "", stream: stream, templateID: Int64(id), created: clock.now)
        try #require(await catalogue.insert(rule, quota: 9) == .inserted)
        return id
    }

    /// What the history knows of recordings.
    func spans() async -> [RecordingSpan] {
        await catalogue.spans(within: .seconds(0)...clock.now, isDelayLive: false, domains: [])
    }

    /// The files in the catalogue.
    func files() async -> [RecordedFile] {
        await catalogue.files(matching: RecordedFileFilter(), offset: 0, limit: 999).files
    }

    /// An order for the stream `room`, from and until milliseconds of the test's time.
    func task(
        _ id: String, from start: Int64 = 0, until end: Int64 = 3_600_000, template: UInt64 = 0
    ) -> RecordingTask {
        RecordingTask(
            id: id, key: Self.key, start: .test(start), end: .test(end), templateID: template, created: clock.now)
    }

    /// Makes an order durable and takes effect, as the API does.
    func create(_ task: RecordingTask) async throws {
        let refusal = try await service.create(task, within: .unlimited)
        #expect(refusal == nil)
        try await settle()
    }

    /// Lets the loops of all pushes do what they were asked for.
    func settle() async throws {
        for source in sources.withLock({ $0 }) { try await source.eventLoop.submit {}.get() }
    }

    /// A push of the stream `room` that the service does not know yet.
    func source(_ number: UInt64 = 1) async throws -> TestSource {
        let source = try await TestSource(Self.key, number: number, begun: clock.now)
        sources.withLock { $0.append(source) }
        return source
    }

    /// A push of the stream `room` that the service has heard of.
    func push(_ number: UInt64 = 1) async throws -> TestSource {
        let source = try await source(number)
        await service.publicationBegan(source)
        try await settle()
        return source
    }

    /// Ends a push, as ingest does: its sinks first.
    func end(_ source: TestSource) async {
        source.end(at: clock.now)
        await service.publicationEnded(source.publication, at: clock.now, code: .clientEnded, resolution: nil)
    }

    static let key = StreamKey(domain: "push.example.org", application: "live", stream: "room")
}

/// Writes into the catalogue, and then notes what was announced of it.
struct TestFacts: FactWriter {
    let catalogue: MemoryCatalogue
    let journal = Journal()

    func write(
        announcing announcements: [Announcement],
        _ change: @escaping @Sendable (any Catalogue, [Announcement]) async throws -> Void
    ) async -> Bool {
        let isWritten = await DirectFactWriter(catalogue).write(announcing: announcements, change)
        for announcement in announcements where isWritten { journal.note(announcement.body) }
        return isWritten
    }
}

/// Notes the files that are announced: their rows are written with what the catalogue has of them.
struct TestAnnouncer: Announcer {
    let journal: Journal

    func announcement(of event: RecordingEvent) -> Announcement? {
        let announcement = PlainAnnouncer().announcement(of: event)
        if case .fileRecorded = event, let announcement { journal.note(announcement.body) }
        return announcement
    }
}
