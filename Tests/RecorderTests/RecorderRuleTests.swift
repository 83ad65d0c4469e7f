// SPDX-License-Identifier: Apache-2.0

import Media
import Recorder
import RecordingModel
import RecordingTesting
import Testing

/// Rules, and orders of the deprecated family.
@Suite("Recorder service's rules", .timeLimit(.minutes(30)))
struct RecorderRuleTests {
    @Test("records a push by its rule in every enabled format, and once more by an order")
    func rulesAndOrders() async throws {
        try await TestRecorder.run { recorder in
            let rule = try await recorder.rule(.flv, .hls)
            try await recorder.create(recorder.task("Ua"))
            let source = try await recorder.push()
            try await source.play(at: .test(0))
            recorder.clock.set(.test(600_000))
            await recorder.end(source)
            await recorder.service.stop()
            let files = await recorder.files()
            #expect(
                Set(files.map { "\($0.cause) \($0.format) \($0.templateID)" })
                    == ["rule flv \(rule)", "rule hls \(rule)", "Ua hls 0"])
            let spans = await recorder.spans()
            #expect(Set(spans.map(\.sessionID)) == Set(files.map(\.sessionID)))
            #expect(spans.allSatisfy { $0.begun == .test(0) && $0.ended == .test(600_000) })
        }
    }

    @Test("reads the rule when a push begins, and lets nothing that happens to it later touch the push")
    func rulesAreReadOnce() async throws {
        try await TestRecorder.run { recorder in
            let first = try await recorder.push(1)
            let rule = try await recorder.rule(.flv)
            try await recorder.create(recorder.task("Ua", from: 5_000))
            #expect(first.recordings.isEmpty)
            await recorder.end(first)

            let second = try await recorder.push(2)
            #expect(second.recordings.map(\.cause) == [.rule])
            try await second.play(at: .test(0))
            let domain = TestRecorder.key.domain
            #expect(await recorder.catalogue.deleteRecordRule(domain: domain, application: "", stream: ""))
            #expect(await recorder.catalogue.deleteRecordTemplate(id: Int64(rule)) == .deleted)
            try await second.play(at: .test(100))
            await recorder.end(second)

            let third = try await recorder.push(3)
            #expect(third.recordings.isEmpty)
            await recorder.end(third)
            await recorder.service.stop()
            #expect(await recorder.files().map(\.cause) == [.rule])
        }
    }

    @Test("records nothing where the closest rule's template enables nothing")
    func emptyTemplate() async throws {
        try await TestRecorder.run { recorder in
            _ = try await recorder.rule(.flv)
            _ = try await recorder.rule(stream: TestRecorder.key.stream)
            let source = try await recorder.push()
            #expect(source.recordings.isEmpty)
        }
    }

    @Test("carries an order of the deprecated family out in its one format, before a restart and after")
    func liveRecords() async throws {
        try await TestRecorder.run { recorder in
            let record = LiveRecord(
                id: 77, key: TestRecorder.key, start: .test(-100), end: .test(9_000),
                output: SingleOutput(format: .flv, content: .audio), created: .test(0))
            let refusal = try await recorder.catalogue.insert(record, within: .unlimited)
            #expect(refusal == nil)
            try await recorder.service.restore()
            let first = try await recorder.push(1)
            #expect(first.recordings.map(\.cause) == [.order(taskID: "77")])
            for time in [Int64(0), 100, 200] { try await first.play(at: .test(time)) }
            await recorder.end(first)
            let stream = TestRecorder.key.stream
            let match = try await recorder.service.stopLiveRecord(id: 77, ofStream: stream, at: .test(300))
            #expect(match == .found)
            let second = try await recorder.push(2)
            #expect(second.recordings.isEmpty)
            await recorder.end(second)
            await recorder.service.stop()
            let file = try #require(await recorder.files().first)
            #expect(file.format == .flv)
            #expect(file.facts.video == nil)
            #expect(file.facts.audio?.packets == 3)
        }
    }

    @Test("takes an order in real time only while its stream is being pushed")
    func realTime() async throws {
        try await TestRecorder.run { recorder in
            func create(_ id: UInt64) async throws -> OrderRefusal? {
                let record = LiveRecord(
                    id: id, key: TestRecorder.key, start: .test(0), end: .test(9_000),
                    output: SingleOutput(format: .flv), isRealTime: true, created: .test(0))
                return try await recorder.service.create(record, within: .unlimited)
            }
            let early = try await create(1)
            #expect(early == .notLive)
            let source = try await recorder.push()
            let timely = try await create(2)
            #expect(timely == nil)
            #expect(source.recordings.map(\.cause) == [.order(taskID: "2")])
            await recorder.end(source)
            let late = try await create(3)
            #expect(late == .notLive)
        }
    }

    @Test("ends in the history what a dead process left open")
    func closesHistory() async throws {
        try await TestRecorder.run { recorder in
            try await recorder.catalogue.note(
                RecordingSpan(sessionID: "1", domain: "d", isDelayLive: false, begun: .test(-5_000)))
            try await recorder.service.restore()
            #expect(await recorder.spans().map(\.ended) == [.test(0)])
        }
    }

    @Test("never records an order that was deleted before its maker had its id")
    func deletedWhileMade() async throws {
        try await TestRecorder.run { recorder in
            let count = 500
            async let hunter: Int = {
                var deleted = 0
                while deleted < count {
                    let filter = TaskFilter(window: .seconds(0) ... .test(9_000_000))
                    for task in await recorder.catalogue.tasks(matching: filter, after: nil, limit: 10) {
                        if try await recorder.service.delete(taskID: task.id, at: .test(0)) { deleted += 1 }
                    }
                }
                return deleted
            }()
            for number in 0..<count { try await recorder.create(recorder.task("U\(number)")) }
            let deleted = try await hunter
            #expect(deleted == count)
            let source = try await recorder.push()
            #expect(source.recordings.isEmpty)
        }
    }
}
