// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Planner over random histories")
struct PlannerHistoryTests {
    @Test("agrees with a slow oracle after every event of weeks of orders, pushes, stops and restarts")
    func agreesWithOracle() throws {
        var starts = 0
        for seed in UInt64(1)...300 {
            var history = RandomHistory(seed: seed)
            for _ in 0..<60 { try history.step() }
            starts += history.starts
        }
        // Histories in which little records would prove little.
        #expect(starts > 300 * 5)
    }
}
