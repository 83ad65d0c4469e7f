// SPDX-License-Identifier: Apache-2.0

import Media
import Recorder
import RecordingModel
import RecordingTesting
import Testing

@Suite("Recorder service", .timeLimit(.minutes(30)))
struct RecorderServiceTests {
    // MARK: Orders and pushes

    @Test("records a push that an order waits for; each file is in the catalogue before it is announced")
    func orderBeforePush() async throws {
        try await TestRecorder.run { recorder in
            let template = await recorder.template(.flv, .hls)
            try await recorder.create(recorder.task("a", template: template))
            let source = try await recorder.push()
            #expect(source.journal.lines.sorted() == ["attached flv", "attached hls"])
            try await source.play(at: .test(0))
            await recorder.end(source)
            for format in ["flv", "hls"] { try await recorder.facts.journal.wait(for: "\(format) record_ended") }
            let lines = recorder.facts.journal.lines
            #expect(lines.filter { $0.hasPrefix("file") }.sorted() == ["file a flv", "file a hls"])
            let files = await recorder.files()
            #expect(files.allSatisfy { $0.templateID == template && $0.size > 0 && $0.publication.id.number == 1 })
            #expect(Set(files.map(\.sessionID)).count == 2)
        }
    }

    @Test("writes what is announced of a recording with the facts that it tells")
    func announcements() async throws {
        try await TestRecorder.run { recorder in
            let urls = [CallbackKind.record: "http://r", .recordStatus: "http://s"]
            let callbacks = await recorder.catalogue.insert(CallbackTemplate(name: "t", urls: urls), quota: 1) ?? 0
            _ = try await recorder.catalogue.insert(
                CallbackRule(domain: TestRecorder.key.domain, application: "", templateID: callbacks))
            try await recorder.create(recorder.task("a", template: await recorder.template(.flv)))
            let source = try await recorder.push()
            try await source.play(at: .test(0))
            await recorder.end(source)
            try await recorder.facts.journal.wait(for: "flv record_ended")
            let rows = await recorder.catalogue.deliveries(matching: DeliveryFilter(), after: 0, limit: 9)
            #expect(rows.map(\.body) == ["flv record_start_succeeded", "file a flv", "flv record_ended"])
            #expect(await recorder.spans().allSatisfy { $0.ended != nil })
        }
    }

    @Test("records for an order that is made in mid-push, and for a push that returns")
    func midPush() async throws {
        try await TestRecorder.run { recorder in
            let first = try await recorder.push(1)
            try await recorder.create(recorder.task("a"))
            #expect(first.journal.lines == ["attached hls"])
            try await first.play(at: .test(0))
            await recorder.end(first)
            let second = try await recorder.push(2)
            try await second.play(at: .test(100))
            await recorder.end(second)
            try await recorder.facts.journal.wait(for: "file a hls", count: 2)
        }
    }

    @Test("begins and ends with the order's window")
    func window() async throws {
        try await TestRecorder.run { recorder in
            let source = try await recorder.push()
            try await recorder.create(recorder.task("a", from: 10_000, until: 20_000))
            await recorder.timer.waitForSleepers()
            #expect(source.journal.lines.isEmpty)
            recorder.clock.set(.test(10_000))
            recorder.timer.advance(by: .seconds(10))
            try await source.journal.wait(for: "attached hls")
            try await source.play(at: .test(10_000))
            await recorder.timer.waitForSleepers()
            recorder.clock.set(.test(20_000))
            recorder.timer.advance(by: .seconds(10))
            try await recorder.facts.journal.wait(for: "file a hls")
        }
    }

    @Test("looks at the world's clock again before a long wait is over, since it may step")
    func longWait() async throws {
        try await TestRecorder.run { recorder in
            let source = try await recorder.push()
            try await recorder.create(recorder.task("a", from: 86_400_000, until: 90_000_000))
            await recorder.timer.waitForSleepers()
            recorder.clock.set(.test(86_400_000))
            recorder.timer.advance(by: .seconds(60))
            try await source.journal.wait(for: "attached hls")
        }
    }

    @Test("lets a fourth order of a stream wait until one of three ends")
    func fourthOrder() async throws {
        try await TestRecorder.run { recorder in
            let source = try await recorder.push()
            for id in ["a", "b", "c", "d"] { try await recorder.create(recorder.task(id)) }
            #expect(source.journal.lines.count { $0 == "attached hls" } == 3)
            #expect(try await recorder.service.stop(taskID: "b", at: recorder.clock.now))
            try await recorder.settle()
            #expect(source.journal.lines.count { $0 == "attached hls" } == 4)
        }
    }

    @Test("goes on with what a deleted order records, and records no later push for it")
    func deletion() async throws {
        try await TestRecorder.run { recorder in
            try await recorder.create(recorder.task("a"))
            let first = try await recorder.push(1)
            #expect(try await recorder.service.delete(taskID: "a", at: recorder.clock.now))
            try await first.play(at: .test(0))
            await recorder.end(first)
            let second = try await recorder.push(2)
            #expect(second.journal.lines.isEmpty)
            try await recorder.facts.journal.wait(for: "file a hls")
        }
    }

    @Test("says when there is no order to stop or to delete")
    func unknownOrder() async throws {
        try await TestRecorder.run { recorder in
            let isStopped = try await recorder.service.stop(taskID: "a", at: recorder.clock.now)
            let isDeleted = try await recorder.service.delete(taskID: "a", at: recorder.clock.now)
            #expect(!isStopped && !isDeleted)
        }
    }

    @Test("takes up unfinished orders at the start, and no others")
    func restore() async throws {
        try await TestRecorder.run { recorder in
            recorder.clock.set(.test(10_000))
            _ = try await recorder.catalogue.insert(recorder.task("over", until: 10_000), within: .unlimited)
            _ = try await recorder.catalogue.insert(recorder.task("stopped"), within: .unlimited)
            _ = await recorder.catalogue.stopTask(id: "stopped", at: .test(5_000))
            _ = try await recorder.catalogue.insert(recorder.task("running"), within: .unlimited)
            _ = try await recorder.catalogue.insert(recorder.task("later", from: 20_000), within: .unlimited)
            try await recorder.service.restore()
            let source = try await recorder.push()
            try await source.play(at: .test(10_000))
            await recorder.end(source)
            try await recorder.facts.journal.wait(for: "file running hls")
            #expect(source.journal.lines == ["attached hls"])
        }
    }

    // MARK: Formats

    @Test("records by the standard template when an order's is unknown", arguments: [77, UInt64.max])
    func unknownTemplate(number: UInt64) async throws {
        try await TestRecorder.run { recorder in
            try await recorder.create(recorder.task("a", template: number))
            let source = try await recorder.push()
            #expect(source.journal.lines == ["attached hls"])
        }
    }

    @Test("records each format that a template enables")
    func formats() async throws {
        try await TestRecorder.run { recorder in
            let template = await recorder.template(.hls, .flv, .mp4, .aac, .mp3)
            try await recorder.create(recorder.task("a", template: template))
            let source = try await recorder.push()
            let formats = ["hls", "flv", "mp4", "aac", "mp3"]
            #expect(source.journal.lines.sorted() == formats.map { "attached \($0)" }.sorted())
        }
    }

    // MARK: The end of the service

    @Test("stops when everything is written, not before")
    func stopping() async throws {
        try await TestRecorder.run { recorder in
            recorder.store.holdWrites()
            try await recorder.create(recorder.task("a"))
            let source = try await recorder.push()
            try await source.play(at: .test(0))
            await recorder.end(source)
            let journal = recorder.facts.journal
            let stop = Task {
                await recorder.service.stop()
                journal.note("stopped")
            }
            let writer = try #require(recorder.store.writers.first)
            try await eventually { writer.waitingCount > 1 }
            #expect(!journal.lines.contains("stopped"))
            // What is written brings the manifest after it.
            let drain = Task {
                while !Task.isCancelled {
                    writer.complete()
                    await Task.yield()
                }
            }
            await stop.value
            drain.cancel()
            try await journal.wait(for: "file a hls")
        }
    }

    @Test("notes the files even when its task is cancelled because another service failed")
    func cancelled() async throws {
        try await TestRecorder.run { recorder in
            try await recorder.create(recorder.task("a"))
            let source = try await recorder.push()
            try await source.play(at: .test(0))
            recorder.cancelRunner()
            await recorder.end(source)
            try await recorder.facts.journal.wait(for: "file a hls")
        }
    }

    private func eventually(_ isTrue: () -> Bool) async throws {
        while !isTrue() { try await Task.sleep(for: .milliseconds(2)) }
    }
}
