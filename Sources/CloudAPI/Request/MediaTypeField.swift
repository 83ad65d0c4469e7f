// SPDX-License-Identifier: Apache-2.0

/// A header's value of the form `name; parameter=value` (RFC 9110, 8.3.1; RFC 6266, 4.1).
package struct MediaTypeField: Hashable, Sendable {
    /// What stands before the first `;`, in lower case.
    package let name: String
    private let parameters: [String: String]

    /// Reads what is well formed and leaves out the rest.
    package init(_ text: String) {
        // Bytes all along: to look at a text by its characters takes several times as long.
        let parts = text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        name = parts.first?.withoutOuterSpace.lowercased() ?? ""
        var parameters: [String: String] = [:]
        for part in parts.dropFirst() {
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard halves.count == 2 else { continue }
            var value = halves[1].withoutOuterSpace
            if value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                value = value.dropFirst().dropLast()
            }
            parameters[halves[0].withoutOuterSpace.lowercased()] = String(value)
        }
        self.parameters = parameters
    }

    /// The value of a parameter whose name is given in lower case, without its quotes.
    package func parameter(_ name: String) -> String? { parameters[name] }
}

extension Substring.UTF8View {
    /// The text without spaces and tabs at its ends.
    fileprivate var withoutOuterSpace: Substring {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }.map { start.index(after: $0) } ?? start.startIndex
        return Substring(start[..<end])
    }
}
