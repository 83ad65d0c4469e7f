// SPDX-License-Identifier: Apache-2.0

import Media
import Recorder
import RecordingModel
import RecordingTesting
import Testing

/// FlowContinueDuration: one HLS recording of several pushes.
@Suite("Recorder service, from push to push", .timeLimit(.minutes(30)))
struct RecorderContinuationTests {
    /// A service with an order whose template goes on for a minute, and its first push, played and ended.
    private func interrupted(
        _ recorder: TestRecorder, formats: [RecordingFormat] = [.hls], until end: Int64 = 3_600_000
    ) async throws {
        let template = await recorder.template(formats, continueDuration: 60)
        try await recorder.create(recorder.task("Ua", until: end, template: template))
        let first = try await recorder.push(1)
        try await first.play(at: .test(0))
        await recorder.end(first)
        try await recorder.facts.journal.wait(for: "hls record_paused")
        // The alarm of the order's end, and that of the pause.
        await recorder.timer.waitForSleepers(2)
    }

    @Test("goes on with the next push in time: one file, paused and resumed once")
    func goesOn() async throws {
        try await TestRecorder.run { recorder in
            try await interrupted(recorder)
            #expect(await recorder.files().isEmpty)
            recorder.clock.set(.test(20_000))
            let second = try await recorder.push(2)
            try await second.play(at: .test(20_000))
            await recorder.end(second)
            await recorder.service.stop()
            let files = await recorder.files()
            #expect(files.count == 1)
            #expect(files.first?.publication.id.number == 1)
            #expect(files.first?.facts.video?.packets == 4)
            let told = recorder.facts.journal.lines.filter { $0.hasPrefix("hls") }
            #expect(
                told == [
                    "hls record_start_succeeded", "hls record_paused", "hls record_resumed", "hls record_paused",
                    "hls record_ended",
                ])
            let gaps = await recorder.catalogue.gaps(inSession: files.first?.sessionID ?? "")
            #expect(gaps.map(\.reason) == [.pushLost])
            #expect(await recorder.spans().map(\.ended) == [recorder.clock.now])
        }
    }

    @Test("ends when nobody comes in time, and a later push makes another recording")
    func timeout() async throws {
        try await TestRecorder.run { recorder in
            try await interrupted(recorder)
            recorder.clock.set(.test(60_000))
            recorder.timer.advance(by: .seconds(60))
            try await recorder.facts.journal.wait(for: "hls record_ended")
            try await recorder.facts.journal.wait(for: "file Ua hls")
            let second = try await recorder.push(2)
            try await second.play(at: .test(61_000))
            await recorder.end(second)
            await recorder.service.stop()
            #expect(await recorder.files().count == 2)
        }
    }

    @Test("waits no longer than the order's window")
    func window() async throws {
        try await TestRecorder.run { recorder in
            try await interrupted(recorder, until: 10_000)
            recorder.clock.set(.test(10_000))
            recorder.timer.advance(by: .seconds(10))
            try await recorder.facts.journal.wait(for: "hls record_ended")
        }
    }

    @Test("ends at once when its order is stopped while the stream is away")
    func stopped() async throws {
        try await TestRecorder.run { recorder in
            try await interrupted(recorder)
            #expect(try await recorder.service.stop(taskID: "Ua", at: recorder.clock.now))
            try await recorder.facts.journal.wait(for: "hls record_ended")
            let second = try await recorder.push(2)
            #expect(second.recordings.isEmpty)
        }
    }

    @Test("lets other formats end with their push")
    func otherFormats() async throws {
        try await TestRecorder.run { recorder in
            try await interrupted(recorder, formats: [.flv, .hls])
            try await recorder.facts.journal.wait(for: "flv record_ended")
            #expect(await recorder.files().map(\.format) == [.flv])
        }
    }
}
