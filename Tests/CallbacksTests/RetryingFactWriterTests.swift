// SPDX-License-Identifier: Apache-2.0

import Callbacks
import Media
import RecordingModel
import RecordingTesting
import Testing

@Suite("Facts that the catalogue refuses", .timeLimit(.minutes(30)))
struct RetryingFactWriterTests {
    private let catalogue = MemoryCatalogue()
    private let clock = ManualClock()
    private let log = LogRecorder()
    private let journal = Journal()
    /// Open while the catalogue works.
    private let faults = FaultSwitch()

    private func makeWriter() -> RetryingFactWriter {
        RetryingFactWriter(catalogue: catalogue, clock: clock, logger: log.logger)
    }

    private func write(_ line: String, with writer: RetryingFactWriter) async -> Bool {
        let announcement = Announcement(
            key: StreamKey(domain: "d", application: "a", stream: "s"), kind: .record, eventType: 100,
            time: .seconds(1), body: "{}")
        return await writer.write(announcing: [announcement]) { [faults, journal] _, announcements in
            try faults.check(line)
            journal.note("\(line) \(announcements.count)")
        }
    }

    @Test("wait, and are written in their order when it works again")
    func order() async throws {
        let writer = makeWriter()
        #expect(await write("1", with: writer))
        faults.fail { _ in true }
        #expect(await !write("2", with: writer))
        #expect(await !write("3", with: writer))
        await clock.waitForSleepers()
        clock.advance(by: .seconds(1))
        await clock.waitForSleepers()
        faults.fail { _ in false }
        // Another waits its turn, though it would succeed.
        #expect(await !write("4", with: writer))
        clock.advance(by: .seconds(1))
        try await log.wait(for: "notice the catalogue works again")
        #expect(journal.lines == ["1 1", "2 1", "3 1", "4 1"])
        #expect(await write("5", with: writer))
        #expect(log.lines.count { $0.hasPrefix("error") } == 3)
    }

    @Test("are given up after five minutes, and hold the others up no longer")
    func bounded() async throws {
        let writer = makeWriter()
        faults.fail { $0 == "bad" }
        #expect(await !write("bad", with: writer))
        #expect(await !write("good", with: writer))
        for _ in 1...301 {
            await clock.waitForSleepers()
            clock.advance(by: .seconds(1))
        }
        try await journal.wait(for: "good 1")
        #expect(log.lines.count { $0.hasPrefix("critical a fact is lost") } == 1)
        #expect(journal.lines == ["good 1"])
    }

    @Test("are tried a last time at the end")
    func stop() async throws {
        let writer = makeWriter()
        faults.fail { _ in true }
        for line in ["1", "2"] { #expect(await !write(line, with: writer)) }
        faults.fail { $0 == "1" }
        await writer.stop()
        #expect(journal.lines == ["2 1"])
        #expect(log.lines.count { $0.hasPrefix("critical a fact is lost") } == 1)
    }
}
