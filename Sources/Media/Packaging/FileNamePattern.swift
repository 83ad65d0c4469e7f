// SPDX-License-Identifier: Apache-2.0

/// Why a text is no pattern for file names.
package enum FileNamePatternError: Error, Hashable, Sendable {
    case empty
    /// A brace without its partner.
    case unbalancedBraces
    /// A name in braces that stands for nothing.
    case unknownPlaceholder(String)
}

/// A template's VodFileName: text in which `{StreamID}`, `{StartYear}` to `{StartMillisecond}` and the same of
/// `End` stand for a recording's values.
///
/// The API's documents tell neither padding nor zone: numbers are padded to two digits, years to four and
/// milliseconds to three, and the zone is the caller's choice.
package struct FileNamePattern: Hashable, Sendable {
    fileprivate enum Field: String, CaseIterable {
        case year = "Year"
        case month = "Month"
        case day = "Day"
        case hour = "Hour"
        case minute = "Minute"
        case second = "Second"
        case millisecond = "Millisecond"
    }

    fileprivate enum Part: Hashable {
        case literal(String)
        case streamID
        case start(Field)
        case end(Field)
    }

    private let parts: [Part]

    /// Reads a pattern; the error tells what is wrong with it.
    package init(_ text: String) throws(FileNamePatternError) {
        guard !text.isEmpty else { throw .empty }
        var parts: [Part] = []
        var rest = text[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            let inside = rest[brace...].dropFirst()
            guard rest[brace] == "{", let close = inside.firstIndex(where: { $0 == "{" || $0 == "}" }),
                inside[close] == "}"
            else { throw .unbalancedBraces }
            if brace > rest.startIndex { parts.append(.literal(String(rest[..<brace]))) }
            guard let part = Part(placeholder: inside[..<close]) else {
                throw .unknownPlaceholder(String(inside[..<close]))
            }
            parts.append(part)
            rest = inside[close...].dropFirst()
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        self.parts = parts
    }

    private init(parts: [Part]) {
        self.parts = parts
    }

    /// The API's default: the stream, then start and end to the second.
    package static let standard: FileNamePattern = {
        let fields: [Field] = [.year, .month, .day, .hour, .minute, .second]
        var parts = [Part.streamID]
        for makePart in [Part.start, Part.end] {
            for (index, field) in fields.enumerated() {
                parts += [.literal(index == 0 ? "_" : "-"), makePart(field)]
            }
        }
        return FileNamePattern(parts: parts)
    }()

    /// The pattern filled in with times read `offset` seconds east of UTC; not yet fit to be a file's name.
    package func title(streamID: String, start: WallTime, end: WallTime, offset: Int64) -> String {
        let (start, end) = (CivilTime(start, offset: offset), CivilTime(end, offset: offset))
        return parts.map { part in
            switch part {
            case .literal(let text): text
            case .streamID: streamID
            case .start(let field): field.text(of: start)
            case .end(let field): field.text(of: end)
            }
        }.joined()
    }
}

extension FileNamePattern.Part {
    fileprivate init?(placeholder: Substring) {
        switch placeholder {
        case "StreamID":
            self = .streamID
        case _ where placeholder.hasPrefix("Start"):
            guard let field = FileNamePattern.Field(rawValue: String(placeholder.dropFirst(5))) else { return nil }
            self = .start(field)
        case _ where placeholder.hasPrefix("End"):
            guard let field = FileNamePattern.Field(rawValue: String(placeholder.dropFirst(3))) else { return nil }
            self = .end(field)
        case _:
            return nil
        }
    }
}

extension FileNamePattern.Field {
    fileprivate func text(of time: CivilTime) -> String {
        switch self {
        case .year: time.year.padded(to: 4)
        case .month: time.month.padded(to: 2)
        case .day: time.day.padded(to: 2)
        case .hour: time.hour.padded(to: 2)
        case .minute: time.minute.padded(to: 2)
        case .second: time.second.padded(to: 2)
        case .millisecond: time.millisecond.padded(to: 3)
        }
    }
}
