// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Media
import RecordingModel
import RecordingTesting
import StorageTesting
import Synchronization
import Testing

/// The server dies, or the machine under it, at any call of the system.
@Suite("Death at any call", .timeLimit(.minutes(30)))
struct PowerLossTests {
    private static let formats: [RecordingFormat] = [.flv, .hls, .mp4, .aac, .mp3]
    /// Four files' worth at an interval of two seconds, in quarters of a second.
    private static let ticks = 26
    private static let seeds = ProcessInfo.processInfo.environment["AIRCHECK_DEATHS"].flatMap { Int($0) } ?? 8

    @Test("kill -9 costs at most a second", arguments: formats)
    func kill(format: RecordingFormat) async throws {
        try await sweep(format, seeds: Self.seeds) { disk, _ in (disk.afterKill(), .seconds(1)) }
    }

    @Test("a cut of the power costs at most two seconds", arguments: formats)
    func powerCut(format: RecordingFormat) async throws {
        try await sweep(format, seeds: Self.seeds) { disk, generator in
            (disk.afterPowerCut(&generator), .seconds(2))
        }
    }

    private func sweep(
        _ format: RecordingFormat, seeds: Int,
        die: (SimulatedDisk, inout SeededGenerator) -> (SimulatedDisk, MediaTime)
    ) async throws {
        let whole = WatchedCalls(SimulatedDisk())
        var trial = try await Laboratory(format)
        try await trial.run(on: whole, ticks: Self.ticks)
        let count = whole.names.count
        for seed in 0..<seeds {
            var generator = SeededGenerator(seed: UInt64(seed))
            // The end and the beginning are where most happens.
            let number = seed < 3 ? count - seed : Int.random(in: 1...count, using: &generator)
            let disk = SimulatedDisk()
            let isDead = Mutex(false)
            let calls = WatchedCalls(disk) { call, _ in
                guard call >= number else { return nil }
                isDead.withLock { $0 = true }
                return EIO
            }
            var laboratory = try await Laboratory(format)
            try await laboratory.run(on: calls, ticks: Self.ticks) { isDead.withLock { $0 } }
            let cut = laboratory.now
            laboratory.wait(.seconds(3))
            let (left, bound) = die(disk, &generator)
            // Half of them die again while they recover.
            if seed % 2 == 1 {
                let again = Int.random(in: 1...60, using: &generator)
                let calls = WatchedCalls(left) { call, _ in call >= again ? EIO : nil }
                try? await laboratory.run(on: calls, ticks: 0)
            }
            let last = seed % 2 == 1 ? die(left, &generator).0 : left
            try await laboratory.run(on: last, ticks: 0)
            // In the tick of the beginning its journal may not have been there yet.
            let isKnown = { (_: Laboratory.Given) in cut > Laboratory.start.advanced(by: .milliseconds(250)) }
            let remains = try await Remains(last, laboratory.catalogue)
            let faults = remains.faults(given: laboratory.given.filter(isKnown), cut: cut, bound: bound)
            #expect(
                faults.isEmpty,
                "\(format), seed \(seed), call \(number) of \(count): \(faults.prefix(5)), \(remains.description)")
        }
    }
}
