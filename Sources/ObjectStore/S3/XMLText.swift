// SPDX-License-Identifier: Apache-2.0

/// What little of XML the answers of an object store have: elements without attributes that matter, and text.
struct XMLText {
    private let text: Substring

    init(_ text: some StringProtocol) {
        self.text = Substring(text)
    }

    /// The contents of the elements of a name, in their order; elements of the same name are not nested in any answer.
    func elements(_ name: String) -> [XMLText] {
        var found: [XMLText] = []
        var rest = text
        while let open = Self.opening(name, in: rest) {
            let inside = rest[open.upperBound...]
            guard let close = inside.firstRange(of: "</\(name)>") else { break }
            found.append(XMLText(inside[..<close.lowerBound]))
            rest = inside[close.upperBound...]
        }
        return found
    }

    /// The text of the first element of a name.
    func first(_ name: String) -> String? { elements(name).first?.value }

    /// The text itself, its entities resolved.
    var value: String {
        // The ampersand last, so that nothing is resolved twice.
        [
            ("&quot;", "\""), ("&#34;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"), ("&#39;", "'"),
            ("&amp;", "&"),
        ]
        .reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
    }

    /// `<name>` or `<name …>`, which the outermost element with its namespace has.
    private static func opening(_ name: String, in text: Substring) -> Range<Substring.Index>? {
        var rest = text
        while let start = rest.firstRange(of: "<\(name)") {
            let behind = text[start.upperBound...]
            if let end = behind.firstIndex(of: ">"), behind.first == ">" || behind.first == " " {
                return start.lowerBound..<text.index(after: end)
            }
            rest = behind
        }
        return nil
    }
}
