// SPDX-License-Identifier: Apache-2.0

import Media
import Testing

@testable import Ingest

@Suite struct RefusalBudgetTests {
    @Test("lets so many through in each second, whichever way the clock steps")
    func spends() {
        var budget = RefusalBudget()
        for second: Int64 in [100, 101, 90] {
            let spent = (0..<20).count { budget.spend(at: WallTime(microseconds: second * 1_000_000 + $0)) }
            #expect(spent == RefusalBudget.perSecond)
        }
    }
}
