// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("What is recorded is what was pushed", .sharedMachine, .serialized, .timeLimit(.minutes(60)))
struct IdentityTests {
    @Test("packet by packet, in every format and through all kinds of trouble", arguments: MatrixPublisher.allCases)
    func identity(of publisher: MatrixPublisher) async throws {
        let cells = MatrixTable.cells(of: publisher)
        var results: [MatrixCell: [MatrixFormat: [String]]] = [:]
        try await MatrixServers.run { servers in
            try await withThrowingTaskGroup(of: (MatrixCell, [MatrixFormat: [String]]).self) { group in
                var waiting = cells[...]
                for _ in 0..<3 {
                    guard let cell = waiting.popFirst() else { break }
                    group.addTask { (cell, try await cell.outcome(servers)) }
                }
                while let (cell, outcome) = try await group.next() {
                    results[cell] = outcome
                    guard let cell = waiting.popFirst() else { continue }
                    group.addTask { (cell, try await cell.outcome(servers)) }
                }
            }
        }
        for cell in cells {
            for (format, differences) in results[cell] ?? [:] {
                #expect(
                    differences == [], "\(publisher.rawValue) \(cell.pair.name) \(cell.scenario.rawValue) \(format)")
            }
        }
        print(MatrixTable(publisher, results).text)
    }

    @Test("are counted in the README", arguments: MatrixPublisher.allCases)
    func counts(of publisher: MatrixPublisher) throws {
        let readme = try String(contentsOfFile: Programs.packageRoot + "/README.md", encoding: .utf8)
        let row = MatrixTable.row(of: publisher)
        #expect(readme.split(separator: "\n").contains { $0 == row }, "the row should be: \(row)")
    }
}

extension MatrixCell {
    /// What is different; a push that didn't come about is different in all formats.
    fileprivate func outcome(_ servers: MatrixServers) async throws -> [MatrixFormat: [String]] {
        do {
            return try await self.run(servers)
        } catch {
            return Dictionary(uniqueKeysWithValues: self.formats.map { ($0, ["\(error)"]) })
        }
    }
}
