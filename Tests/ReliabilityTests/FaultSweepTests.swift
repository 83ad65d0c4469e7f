// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Media
import RecordingModel
import StorageTesting
import Testing

/// One call of the system fails, and the recorder goes on as if nothing had happened but for what it writes down.
@Suite("A fault at each call", .timeLimit(.minutes(30)))
struct FaultSweepTests {
    private static let ticks = 12
    /// Every call in turn by `make fault-sweep`, else every eleventh, another with each format.
    private static let step = ProcessInfo.processInfo.environment["AIRCHECK_FAULT_SWEEP"] == "all" ? 1 : 11

    @Test("of each format", arguments: [.flv, .hls, .mp4, .aac, .mp3] as [RecordingFormat], [EIO, ENOSPC])
    func sweep(format: RecordingFormat, error: CInt) async throws {
        let whole = WatchedCalls(SimulatedDisk())
        var trial = try await Laboratory(format)
        try await trial.run(on: whole, ticks: Self.ticks)
        // What opens the store is the operator's to mend.
        let first = (whole.names.firstIndex(of: "names") ?? 0) + 2
        let offset = Self.step == 1 ? 0 : (RecordingFormat.allCases.firstIndex(of: format) ?? 0) % Self.step
        for number in stride(from: first + offset, through: whole.names.count, by: Self.step) {
            let disk = SimulatedDisk()
            let calls = WatchedCalls(disk) { call, _ in call == number ? error : nil }
            var laboratory = try await Laboratory(format)
            try await laboratory.run(on: calls, ticks: Self.ticks)
            laboratory.wait(.seconds(3))
            try await laboratory.run(on: disk, ticks: 0)
            let remains = try await Remains(disk, laboratory.catalogue)
            let faults = remains.faults(given: laboratory.given)
            #expect(
                faults.isEmpty,
                "\(format), \(calls.failed ?? "nothing"): \(faults.prefix(5)), \(remains.description)")
        }
        print("fault sweep, \(format), error \(error): \((whole.names.count - first - offset) / Self.step + 1) calls")
    }
}
