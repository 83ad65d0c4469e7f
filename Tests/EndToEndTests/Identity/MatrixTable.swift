// SPDX-License-Identifier: Apache-2.0

/// The matrix as people read it: codecs down, scenarios across, how many formats were found to be right.
struct MatrixTable {
    private let publisher: MatrixPublisher
    private let results: [MatrixCell: [MatrixFormat: [String]]]

    init(_ publisher: MatrixPublisher, _ results: [MatrixCell: [MatrixFormat: [String]]]) {
        (self.publisher, self.results) = (publisher, results)
    }

    /// All that a publisher pushes.
    static func cells(of publisher: MatrixPublisher) -> [MatrixCell] {
        MatrixPair.all.flatMap { pair in
            Scenario.allCases.map { MatrixCell(publisher: publisher, pair: pair, scenario: $0) }
        }
        .filter { $0.scenario.applies(to: $0.pair) && publisher.limit($0.pair, $0.scenario) == nil }
    }

    /// How many pushes and recordings a publisher makes, in the words of the README's table.
    static func row(of publisher: MatrixPublisher) -> String {
        let cells = self.cells(of: publisher)
        return "| \(publisher.title) | \(cells.count) | \(cells.reduce(0) { $0 + $1.formats.count }) |"
    }

    var text: String {
        let recordings = self.results.values.flatMap(\.values)
        var lines = [
            "identity matrix of \(self.publisher.rawValue): \(self.results.count) pushes, "
                + "\(recordings.count { $0.isEmpty }) of \(recordings.count) recordings as they have to be"
        ]
        lines.append(Self.padded("", 17) + Scenario.allCases.map { Self.padded($0.rawValue, 13) }.joined())
        for pair in MatrixPair.all {
            let cells = Scenario.allCases.map { scenario in
                let cell = MatrixCell(publisher: self.publisher, pair: pair, scenario: scenario)
                guard let result = self.results[cell] else { return Self.padded("-", 13) }
                let right = result.values.count { $0.isEmpty }
                return Self.padded("\(right)/\(result.count)", 13)
            }
            lines.append(Self.padded(pair.name, 17) + cells.joined())
        }
        lines += self.limits.sorted().map { "not pushed: \($0)" }
        return lines.joined(separator: "\n")
    }

    /// What the program can't send, and why.
    private var limits: [String] {
        var scenarios: [String: [Scenario]] = [:]
        for pair in MatrixPair.all {
            for scenario in Scenario.allCases where scenario.applies(to: pair) {
                guard let reason = self.publisher.limit(pair, scenario) else { continue }
                scenarios["\(pair.name) %: \(self.publisher.rawValue) \(reason)", default: []].append(scenario)
            }
        }
        return scenarios.map { text, scenarios in
            text.replacing("%", with: scenarios.map(\.rawValue).joined(separator: ", "))
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
