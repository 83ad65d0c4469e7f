// SPDX-License-Identifier: Apache-2.0

import Inspection
import Testing

@Suite("Broken files")
struct BrokenFileTests {
    @Test("break the one rule that they are told to break", arguments: BrokenFile.all)
    func rule(file: BrokenFile) throws {
        let report = try file.make().inspect()
        #expect(Set(report.faults.map(\.rule)) == [file.rule], "\(report.lines)")
        #expect(!report.isFaultless)
    }

    @Test("are there for each rule")
    func coverage() {
        #expect(Set(Rule.allCases).subtracting(BrokenFile.all.map(\.rule)) == [])
    }
}
