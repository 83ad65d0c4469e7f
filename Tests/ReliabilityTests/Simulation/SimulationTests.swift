// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import NIOPosix
import Testing

/// The control core, whole: orders, recordings, announcements, uploads and deletions, with everything around it failing.
///
/// `AIRCHECK_SIMULATION_SEEDS` says how many runs are made, `AIRCHECK_SIMULATION_FIRST` which is the first, and
/// `AIRCHECK_SIMULATION_SEED` makes one again and prints what happens in it.
@Suite("The control core as a simulation", .timeLimit(.minutes(600)))
struct SimulationTests {
    private static let threads = 2
    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
        return pool
    }()

    @Test("everything comes to its end, whatever fails")
    func seeds() async throws {
        if let seed = environment("AIRCHECK_SIMULATION_SEED").flatMap(UInt64.init) {
            let outcome = try await Self.run(seed)
            for line in outcome.trace { print(line) }
            return try judge(outcome)
        }
        let count = environment("AIRCHECK_SIMULATION_SEEDS").flatMap(UInt64.init) ?? 150
        let first = environment("AIRCHECK_SIMULATION_FIRST").flatMap(UInt64.init) ?? 1
        var totals = (steps: 0, deaths: 0, files: 0, rows: 0, failed: [UInt64]())
        try await withThrowingTaskGroup(of: Simulation.Outcome.self) { group in
            var next = first
            while next < first + count || !group.isEmpty {
                if next < first + count, next < first + UInt64(Self.threads) || totals.failed.count < 20 {
                    let seed = next
                    group.addTask { try await Self.run(seed) }
                    next += 1
                    if next < first + UInt64(Self.threads) { continue }
                } else {
                    next = first + count
                }
                guard let outcome = try await group.next() else { break }
                totals.steps += outcome.steps
                totals.deaths += outcome.deaths
                totals.files += outcome.files
                totals.rows += outcome.rows
                if !outcome.violations.isEmpty { totals.failed.append(outcome.seed) }
                try judge(outcome)
            }
        }
        print(
            "simulation: \(count) seeds from \(first), \(totals.steps) steps, \(totals.deaths) deaths,",
            "\(totals.files) files, \(totals.rows) notifications, failed: \(totals.failed)")
    }

    /// What they found: answers of stops that are lost, a clock set back before a stop, a file protected while it is being
    /// deleted, a deleted recording that came back, segments that are in the object store alone, a recovery cut short that
    /// forgot when a file had ended.
    @Test("the seeds that found something", arguments: [703, 889, 2025, 3909, 5230, 5888, 6938] as [UInt64])
    func found(seed: UInt64) async throws {
        try judge(try await Self.run(seed))
    }

    @Test("one seed always makes one run", arguments: [3, 17, 42] as [UInt64])
    func replay(seed: UInt64) async throws {
        let (first, second) = (try await Self.run(seed), try await Self.run(seed))
        let difference = zip(first.trace, second.trace).enumerated().first { $1.0 != $1.1 }
        #expect(difference == nil, "line \(difference?.offset ?? 0): \(difference.map { "\($0.element)" } ?? "")")
        #expect(first.trace.count == second.trace.count)
        #expect(first.steps == second.steps)
        #expect(first.trace.count > 200)
    }

    private func judge(_ outcome: Simulation.Outcome) throws {
        let again = "AIRCHECK_SIMULATION_SEED=\(outcome.seed)"
        #expect(outcome.violations.isEmpty, "\(again): \(outcome.violations.prefix(3))")
        if !outcome.violations.isEmpty { print("FAILED \(again): \(outcome.violations.prefix(3))") }
    }

    /// Runs a seed on a thread that has nothing else to do.
    private static func run(_ seed: UInt64) async throws -> Simulation.Outcome {
        try await pool.runIfActive { try Simulation.run(seed: seed) }
    }

    private func environment(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}
