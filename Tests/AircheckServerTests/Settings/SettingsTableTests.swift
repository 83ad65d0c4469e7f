// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AircheckServer

@Suite("README's table of settings")
struct SettingsTableTests {
    /// The rows `| `--name` | `VARIABLE` | …` of the README.
    private func rows() throws -> [String: String] {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        var rows: [String: String] = [:]
        for line in readme.split(separator: "\n") {
            guard let row = line.wholeMatch(of: /\| `--([a-z0-9-]+)` \| `([A-Z0-9_]+)` \|.*/) else { continue }
            rows[String(row.1)] = String(row.2)
        }
        return rows
    }

    @Test("has every setting with its environment variable, and no others")
    func complete() throws {
        var expected = ["config": "AIRCHECK_CONFIG"]
        for setting in Setting.all { expected[setting.name] = setting.environmentName }
        #expect(try rows() == expected)
    }
}
