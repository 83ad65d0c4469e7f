// SPDX-License-Identifier: Apache-2.0

import Logging
import Media
import Recorder
import RecordingModel
import RecordingTesting
import Testing

@Suite("RecorderService")
struct RecorderServiceTests {
    private let catalogue = MemoryCatalogue()
    private let notifier = TestNotifier()
    private let clock = ManualWallClock(.seconds(1_000))
    private let service: RecorderService
    private let key = StreamKey(domain: "push.example.com", application: "live", stream: "room42")

    init() {
        service = RecorderService(
            catalogue: catalogue, notifier: notifier, factory: RecordingFactory(store: TestStore(), clock: clock),
            clock: clock, timer: ManualClock(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func addRule(enabling formats: Set<RecordingFormat>, stream: String = "") async throws -> Int64 {
        var template = RecordTemplate(name: "a", formats: [:])
        for format in formats { template.formats[format, default: FormatSettings()].isEnabled = true }
        let id = await catalogue.insert(template)
        let rule = RecordRule(
            domain: key.domain, application: "", stream: stream, templateID: id, created: clock.now)
        try #require(await catalogue.insert(rule, quota: 9) == .inserted)
        return id
    }

    private func task(_ id: String, from start: Int64 = 900) -> RecordingTask {
        RecordingTask(id: id, key: key, start: .seconds(start), end: .seconds(9_000), created: clock.now)
    }

    private func begin(_ number: UInt64) async throws -> TestSource {
        let source = try await TestSource(number, of: key, at: clock.now)
        await service.publicationBegan(source)
        return source
    }

    private func end(_ source: TestSource) async throws {
        try await source.finish(at: clock.now)
        await service.publicationEnded(source.publication, at: clock.now, code: .clientEnded, resolution: nil)
    }

    /// Runs the service while `body` does, and until every report has been taken.
    private func running(_ body: () async throws -> Void) async throws {
        async let reports: Void = service.run()
        try await body()
        await service.stop()
        await reports
    }

    @Test("records a push by its rule in every enabled format, and once more by an order")
    func rulesAndOrders() async throws {
        let id = try await addRule(enabling: [.flv, .hls])
        #expect(try await service.create(task("Ua"), within: .unlimited) == nil)
        try await running {
            let source = try await begin(1)
            try await source.push(at: clock.now)
            clock.advance(by: .seconds(600))
            try await end(source)
        }
        let files = await notifier.files
        #expect(
            Set(files.map { "\($0.cause) \($0.format) \($0.templateID)" })
                == ["rule flv \(id)", "rule hls \(id)", "Ua hls 0"])
        #expect(await Set(catalogue.files(ids: files.map(\.id))) == Set(files))
        let spans = await catalogue.spans(within: .seconds(0) ... .seconds(9_000), isDelayLive: false, domains: [])
        #expect(Set(spans.map(\.sessionID)) == Set(files.map(\.sessionID)))
        #expect(spans.allSatisfy { $0.begun == .seconds(1_000) && $0.ended == .seconds(1_600) })
    }

    @Test("reads the rule when a push begins, and lets nothing that happens to it later touch the push")
    func rulesAreReadOnce() async throws {
        try await running {
            let first = try await begin(1)
            let id = try await addRule(enabling: [.flv])
            _ = try await service.create(task("Ua", from: 5_000), within: .unlimited)
            #expect(first.recordings.isEmpty)
            try await end(first)

            let second = try await begin(2)
            #expect(second.recordings.map(\.cause) == [.rule])
            try await second.push(at: clock.now)
            #expect(await catalogue.deleteRecordRule(domain: key.domain, application: "", stream: ""))
            #expect(await catalogue.deleteRecordTemplate(id: id) == .deleted)
            try await second.push(at: clock.now)
            try await end(second)

            let third = try await begin(3)
            #expect(third.recordings.isEmpty)
            try await end(third)
        }
        #expect(await notifier.files.map(\.cause) == [.rule])
    }

    @Test("records nothing where the closest rule's template enables nothing")
    func emptyTemplate() async throws {
        _ = try await addRule(enabling: [.flv])
        _ = try await addRule(enabling: [], stream: "room42")
        let source = try await begin(1)
        #expect(source.recordings.isEmpty)
    }

    @Test("carries an order of the deprecated family out in its one format, before a restart and after")
    func liveRecords() async throws {
        let record = LiveRecord(
            id: 77, key: key, start: .seconds(900), end: .seconds(9_000),
            output: SingleOutput(format: .flv, content: .audio), created: clock.now)
        #expect(try await catalogue.insert(record, within: .unlimited) == nil)
        try await service.restore()
        try await running {
            let source = try await begin(1)
            #expect(source.recordings.map(\.cause) == [.order(taskID: "77")])
            try await source.push(at: clock.now)
            try await end(source)
            #expect(try await service.stopLiveRecord(id: 77, ofStream: "room42", at: clock.now) == .found)
            let next = try await begin(2)
            #expect(next.recordings.isEmpty)
            try await end(next)
        }
        let file = try #require(await notifier.files.first)
        #expect(file.format == .flv)
        #expect(file.facts.video == nil)
        #expect(file.facts.audio?.packets == 3)
    }

    @Test("takes an order in real time only while its stream is being pushed")
    func realTime() async throws {
        func create(_ id: UInt64) async throws -> OrderRefusal? {
            let record = LiveRecord(
                id: id, key: key, start: clock.now, end: .seconds(9_000), output: SingleOutput(format: .flv),
                isRealTime: true, created: clock.now)
            return try await service.create(record, within: .unlimited)
        }
        #expect(try await create(1) == .notLive)
        let source = try await begin(1)
        #expect(try await create(2) == nil)
        #expect(source.recordings.map(\.cause) == [.order(taskID: "2")])
        try await end(source)
        #expect(try await create(3) == .notLive)
    }

    @Test("ends in the history what a dead process left open")
    func closesHistory() async throws {
        await catalogue.note(
            RecordingSpan(sessionID: "1", domain: key.domain, isDelayLive: false, begun: .seconds(5)))
        try await service.restore()
        let spans = await catalogue.spans(within: .seconds(0) ... .seconds(9_000), isDelayLive: false, domains: [])
        #expect(spans.map(\.ended) == [.seconds(1_000)])
    }

    @Test("never records an order that was deleted before its maker had its id")
    func deletedWhileMade() async throws {
        let count = 500
        async let hunter: Int = {
            var deleted = 0
            while deleted < count {
                let filter = TaskFilter(window: .seconds(0) ... .seconds(9_000))
                for task in await catalogue.tasks(matching: filter, after: nil, limit: 10) {
                    if try await service.delete(taskID: task.id, at: clock.now) { deleted += 1 }
                }
            }
            return deleted
        }()
        for number in 0..<count { _ = try await service.create(task("U\(number)"), within: .unlimited) }
        #expect(try await hunter == count)
        let source = try await begin(1)
        #expect(source.recordings.isEmpty)
    }
}
