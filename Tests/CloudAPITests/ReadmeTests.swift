// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Foundation
import Testing

@Suite("README's table of actions")
struct ReadmeTests {
    /// The names in the rows of the table below "What it answers".
    private func names() throws -> [String] {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        let section = try #require(readme.split(separator: "## What it answers").last?.split(separator: "\n###").first)
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("|") }
        return rows.flatMap { row in
            row.matches(of: /\b(?:[A-Z][a-z]+){2,}\w*/).map { String($0.output) }
        }
    }

    @Test("has every action that is served, and no others")
    func complete() throws {
        #expect(try names().sorted() == ActionTable.actions.map { $0.definition.name }.sorted())
    }
}
