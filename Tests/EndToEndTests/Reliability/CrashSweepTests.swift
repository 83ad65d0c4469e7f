// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `kill -9` at random instants: `make crash-sweep` does it a thousand times.
@Suite("Crash sweep", .wholeMachine(seconds: 36_000), .timeLimit(.minutes(600)))
struct CrashSweepTests {
    /// So many times each data folder's server is killed.
    private static let killsPerLife = 4

    @Test("an order is kept, a file intact, a second is the most that is lost, and what is lost is written down")
    func sweep() async throws {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["AIRCHECK_CRASH_ROUNDS"].flatMap { Int($0) } ?? 12
        let only = environment["AIRCHECK_CRASH_SEED"].flatMap { UInt64($0) }
        let lives = UInt64((rounds + Self.killsPerLife - 1) / Self.killsPerLife)
        var sum = CrashLife.Outcome()
        var failed: [UInt64] = []
        for seed in only.map({ $0...$0 }) ?? 1...lives {
            let outcome = try await CrashLife(seed: seed, kills: Self.killsPerLife).run()
            sum.kills += outcome.kills
            sum.orders += outcome.orders
            sum.files += outcome.files
            sum.expected += outcome.expected
            sum.missing += outcome.missing
            sum.worstLoss = max(sum.worstLoss, outcome.worstLoss)
            sum.worstLateness = max(sum.worstLateness, outcome.worstLateness)
            sum.slowestStart = max(sum.slowestStart, outcome.slowestStart)
            if !outcome.faults.isEmpty {
                failed.append(seed)
                print("crash sweep, seed \(seed):\n" + outcome.faults.prefix(20).joined(separator: "\n"))
            }
            #expect(outcome.faults.isEmpty, "AIRCHECK_CRASH_SEED=\(seed): \(outcome.faults.prefix(3))")
            if rounds > 100, seed % 10 == 0 { Self.report(sum, failed) }
        }
        Self.report(sum, failed)
        #expect(sum.files > sum.kills, "too little was recorded to show anything")
    }

    private static func report(_ sum: CrashLife.Outcome, _ failed: [UInt64]) {
        func seconds(_ time: Double) -> String { "\((time * 1_000).rounded() / 1_000) s" }
        print(
            "crash sweep: \(sum.kills) kills, \(sum.orders) orders, \(sum.files) files, \(sum.expected) packets to find, "
                + "\(sum.missing) of them lost, the earliest \(seconds(sum.worstLoss)) before the kill, machine late by "
                + "up to \(seconds(sum.worstLateness)), slowest start \(seconds(sum.slowestStart)), failed seeds \(failed)"
        )
    }
}
