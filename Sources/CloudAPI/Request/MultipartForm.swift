// SPDX-License-Identifier: Apache-2.0

/// The parts of a `multipart/form-data` body (RFC 7578), as the official SDKs send them: texts, and JSON for lists and
/// objects.
package struct MultipartForm: Hashable, Sendable {
    /// One parameter.
    package struct Part: Hashable, Sendable {
        package var name: String
        /// Whether the part says that its body is JSON.
        package var isJSON: Bool
        package var body: [UInt8]

        package init(name: String, isJSON: Bool, body: [UInt8]) {
            self.name = name
            self.isJSON = isJSON
            self.body = body
        }
    }

    /// Parts of one request, and bytes of one part's header.
    package static let maximumParts = 1_000
    private static let maximumHeaderLength = 4_096

    package let parts: [Part]

    /// Reads a whole body; an empty one has no parts.
    ///
    /// Throws `InvalidRequest` for what is malformed, bytes behind the last boundary included.
    package init(_ body: [UInt8], boundary: String) throws(APIFault) {
        guard !body.isEmpty else {
            parts = []
            return
        }
        // RFC 2046, 5.1.1: the line break before a boundary belongs to it. The first one has none, so it is lent one.
        let bytes = Array("\r\n".utf8) + body
        let delimiter = Array("\r\n--\(boundary)".utf8)
        guard let start = bytes.range(of: delimiter, in: bytes.indices), start.lowerBound == 0 else { throw Self.fault }
        var parts: [Part] = []
        var offset = start.upperBound
        while !Self.endsBody(bytes[offset...]) {
            guard parts.count < Self.maximumParts, bytes[offset...].starts(with: Self.lineBreak),
                let end = bytes.range(of: delimiter, in: offset..<bytes.count)
            else { throw Self.fault }
            // The header's first line may be missing: then the empty line follows at once.
            parts.append(try Self.part(bytes, offset..<end.lowerBound))
            offset = end.upperBound
        }
        self.parts = parts
    }

    private static let lineBreak = Array("\r\n".utf8)
    private static let fault = APIFault(.invalidRequest)

    /// Whether the last boundary's two hyphens stand here, with at most a line break behind them.
    private static func endsBody(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.elementsEqual("--".utf8) || rest.elementsEqual("--\r\n".utf8)
    }

    /// Takes a part, line break before its header included, apart.
    private static func part(_ bytes: [UInt8], _ range: Range<Int>) throws(APIFault) -> Part {
        let search = range.lowerBound..<min(range.upperBound, range.lowerBound + maximumHeaderLength)
        guard let gap = bytes.range(of: lineBreak + lineBreak, in: search),
            let header = String(validating: bytes[range.lowerBound..<gap.lowerBound], as: UTF8.self)
        else { throw fault }
        var name: String?
        var isJSON = false
        for line in header.split(separator: "\r\n") {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { throw fault }
            let field = MediaTypeField(String(halves[1]))
            switch halves[0].lowercased() {
            case "content-disposition" where field.name == "form-data": name = field.parameter("name")
            case "content-type": isJSON = field.name == "application/json"
            case _: break
            }
        }
        guard let name else { throw fault }
        return Part(name: name, isJSON: isJSON, body: Array(bytes[gap.upperBound..<range.upperBound]))
    }
}

extension [UInt8] {
    /// The first place of `pattern` that lies within `range`.
    fileprivate func range(of pattern: [UInt8], in range: Range<Int>) -> Range<Int>? {
        guard let first = pattern.first else { return nil }
        var rest = self[range]
        while let start = rest.firstIndex(of: first), range.upperBound - start >= pattern.count {
            if self[start..<(start + pattern.count)].elementsEqual(pattern) { return start..<(start + pattern.count) }
            rest = self[(start + 1)..<range.upperBound]
        }
        return nil
    }
}
