// SPDX-License-Identifier: Apache-2.0

import Logging
import RecordingModel
import Storage
import StorageTesting
import Testing

@Suite struct DiskGaugeTests {
    private let marks = DiskGauge.Marks(low: 1_000, critical: 100, lowSeconds: 60)

    @Test("tells by two marks how much room there is, and is slow to be calm again")
    func marksAreKept() {
        var gauge = DiskGauge(marks: marks)
        let steps: [(free: Int64, state: DiskState)] = [
            (1_000, .enough), (999, .low), (1_050, .low), (1_100, .enough), (99, .critical), (105, .critical),
            (110, .low), (1_099, .low), (1_100, .enough),
        ]
        for (free, state) in steps {
            gauge.note(free: free, written: 0, after: 1)
            #expect(gauge.state == state, "\(free) bytes")
        }
    }

    @Test("forecasts from what is written how long the room lasts")
    func forecast() throws {
        var gauge = DiskGauge(marks: marks)
        gauge.note(free: 1 << 30, written: 0, after: 1)
        #expect(gauge.secondsLeft(of: 1 << 30) == nil)
        for second in 1...300 { gauge.note(free: 1 << 30, written: Int64(second) * 1_000, after: 1) }
        #expect((990...1_000).contains(gauge.rate))
        #expect(gauge.state == .enough)
        #expect(try (100...102).contains(#require(gauge.secondsLeft(of: 100_000))))
        gauge.note(free: 50_000, written: 301_000, after: 1)
        #expect(gauge.state == .low, "fifty seconds are left")
        // Nothing is written any more: the forecast forgets within minutes.
        for _ in 1...600 { gauge.note(free: 50_000, written: 301_000, after: 1) }
        #expect(gauge.state == .enough)
    }

    @Test("a disk that can't be asked has no room")
    func unknown() throws {
        let folder = try TemporaryFolder()
        let store = try FileStore(root: folder.path)
        let watch = DiskWatch(
            store, marks: DiskGauge.Marks(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        watch.look()
        #expect(watch.freeBytes > 0)
    }
}
