// SPDX-License-Identifier: Apache-2.0

import Media
import Recorder
import RecordingModel
import RecordingTesting
import Testing

/// What happens while the service waits for the catalogue or for a stream's loop.
@Suite("Recorder service, overtaken", .timeLimit(.minutes(30)))
struct RecorderRaceTests {
    /// A recorder whose templates are read when the gate opens; `reading` is noted when one is asked for.
    private func run(_ work: (TestRecorder, _ gate: Gate, _ reads: Journal) async throws -> Void) async throws {
        try await TestRecorder.run { recorder in
            let (gate, reads) = (Gate(), Journal())
            await recorder.catalogue.delayTemplates {
                reads.note("reading")
                await gate.pass()
            }
            gate.close()
            try await work(recorder, gate, reads)
            gate.open()
        }
    }

    @Test("an order that is stopped while its template is read records nothing that arrives later")
    func stopDuringTemplate() async throws {
        try await run { recorder, gate, reads in
            let task = recorder.task("a", template: await recorder.template(.flv))
            let source = try await recorder.push()
            async let created: Void = recorder.create(task)
            try await reads.wait(for: "reading")
            #expect(try await recorder.service.stop(taskID: "a", at: .test(100)))
            gate.open()
            try await created
            try await source.play(at: .test(100))
            #expect(recorder.store.writers.map(\.log) == [[]])
        }
    }

    @Test("so does the second of two orders that start together, stopped while the first one's template is read")
    func stopOfTheSecond() async throws {
        try await run { recorder, gate, reads in
            let template = await recorder.template(.flv)
            for id in ["a", "b"] { try await recorder.create(recorder.task(id, template: template)) }
            let source = try await recorder.source()
            async let began: Void = recorder.service.publicationBegan(source)
            try await reads.wait(for: "reading")
            #expect(try await recorder.service.stop(taskID: "b", at: .test(100)))
            gate.open()
            await began
            try await source.play(at: .test(200))
            await recorder.end(source)
            try await recorder.facts.journal.wait(for: "file a flv")
            #expect(!recorder.facts.journal.lines.contains("file b flv"))
        }
    }

    @Test("every format of an order ends when it is stopped while the first is being attached")
    func stopDuringAttach() async throws {
        try await TestRecorder.run { recorder in
            let task = recorder.task("a", template: await recorder.template(.flv, .hls))
            let source = try await recorder.push()
            let release = source.occupy()
            #expect(try await recorder.service.create(task, within: .unlimited) == nil)
            recorder.clock.set(.test(100))
            async let isStopped = recorder.service.stop(taskID: "a", at: .test(100))
            try await source.journal.wait(for: "end hls")
            release()
            #expect(try await isStopped)
            try await source.play(at: .test(200))
            #expect(recorder.store.writers.map(\.log) == [[], []])
        }
    }

    @Test("an order that starts as the push ends is over with it", arguments: [false, true])
    func pushEndsMeanwhile(whileAttaching: Bool) async throws {
        try await run { recorder, gate, reads in
            let task = recorder.task("a", template: await recorder.template(.flv, .hls))
            let source = try await recorder.push()
            let release = source.occupy()
            if whileAttaching { gate.open() }
            async let refusal = recorder.service.create(task, within: .unlimited)
            if whileAttaching {
                #expect(try await refusal == nil)
            } else {
                try await reads.wait(for: "reading")
            }
            await recorder.end(source)
            release()
            gate.open()
            #expect(try await refusal == nil)
            try await recorder.settle()
            // That the test ends shows that both recordings do.
            #expect(source.journal.lines.contains("attached hls"))
        }
    }

    @Test("the service stops behind an order whose template is still read")
    func stopBehindStart() async throws {
        try await run { recorder, gate, reads in
            let task = recorder.task("a", template: await recorder.template(.flv))
            let source = try await recorder.push()
            async let created: Void = recorder.create(task)
            try await reads.wait(for: "reading")
            await recorder.end(source)
            let journal = source.journal
            let stop = Task {
                await recorder.service.stop()
                journal.note("stopped")
            }
            // Whatever the order of these two tasks, the service must not be over before the recording is.
            for _ in 0..<100 { await Task.yield() }
            #expect(!journal.lines.contains("stopped"))
            gate.open()
            try await created
            await stop.value
            #expect(journal.lines == ["attached flv", "stopped"])
        }
    }

    @Test("an order keeps its template when its caller no longer waits for the answer")
    func cancelledCaller() async throws {
        try await run { recorder, gate, reads in
            let task = recorder.task("a", template: await recorder.template(.flv))
            let source = try await recorder.push()
            let caller = Task { try await recorder.create(task) }
            try await reads.wait(for: "reading")
            caller.cancel()
            gate.open()
            try await caller.value
            #expect(source.journal.lines == ["attached flv"])
        }
    }

    @Test("an order that starts by the clock keeps its template when another order is made meanwhile")
    func otherOrderDuringAlarm() async throws {
        try await run { recorder, gate, reads in
            let template = await recorder.template(.flv)
            let source = try await recorder.push()
            try await recorder.create(recorder.task("a", from: 10_000, template: template))
            await recorder.timer.waitForSleepers()
            recorder.clock.set(.test(10_000))
            recorder.timer.advance(by: .seconds(10))
            try await reads.wait(for: "reading")
            try await recorder.create(recorder.task("b", from: 20_000, template: template))
            gate.open()
            try await source.journal.wait(for: "attached flv")
        }
    }

    @Test("orders made, stopped and deleted all at once end with their push", arguments: 0..<5)
    func storm(seed: Int) async throws {
        try await TestRecorder.run { recorder in
            let template = await recorder.template(.flv, .hls)
            let source = try await recorder.push()
            try await withThrowingTaskGroup { group in
                for number in 0..<40 {
                    let task = recorder.task("\(number)", template: template)
                    group.addTask {
                        try await recorder.create(task)
                        switch (number + seed) % 4 {
                        case 0: _ = try await recorder.service.stop(taskID: task.id, at: .test(0))
                        case 1: _ = try await recorder.service.delete(taskID: task.id, at: .test(0))
                        case _: try await source.play(at: .test(0))
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await source.play(at: .test(40))
            await recorder.end(source)
            await recorder.service.stop()
            let files = await recorder.files()
            let sealed = recorder.store.writers.flatMap(\.log).count { $0.hasPrefix("seal") && $0.hasSuffix("flv") }
            #expect(files.count { $0.format == .flv } == sealed)
        }
    }
}
