// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Why a text is not taken for JSON.
package enum JSONFault: Error, Hashable, Sendable {
    /// The grammar of RFC 8259 is broken at this byte.
    case malformed(offset: Int)
    /// Values nest deeper, or are more, than any request needs.
    case tooComplex
}

/// Reads one JSON text (RFC 8259), strictly.
///
/// Written out rather than taken from Foundation, because integers must stay exact to 64 bits, and because depth and
/// number of values must be bounded before they cost anything.
package struct JSONReader {
    /// Lists and objects within one another.
    package static let maximumDepth = 32
    /// Values in one text.
    package static let maximumValues = 100_000

    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0
    private var values = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The value that the whole of a text is.
    package static func value(of text: ByteBuffer) throws(JSONFault) -> JSONValue {
        var reader = JSONReader(Array(text.readableBytesView))
        let value = try reader.readValue()
        reader.skipWhiteSpace()
        guard reader.offset == reader.bytes.count else { throw reader.malformed }
        return value
    }

    private var malformed: JSONFault { .malformed(offset: offset) }
    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipWhiteSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func readValue() throws(JSONFault) -> JSONValue {
        values += 1
        guard values <= Self.maximumValues else { throw .tooComplex }
        skipWhiteSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try readObject())
        case UInt8(ascii: "["): return .list(try readList())
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .boolean(true))
        case UInt8(ascii: "f"): return try readWord("false", .boolean(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: return .number(try readNumber())
        }
    }

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        for byte in word.description.utf8 {
            guard next == byte else { throw malformed }
            offset += 1
        }
        return value
    }

    // MARK: Lists and objects

    private mutating func descend() throws(JSONFault) {
        offset += 1
        depth += 1
        guard depth <= Self.maximumDepth else { throw .tooComplex }
        skipWhiteSpace()
    }

    /// Whether another element follows; else the end has been read.
    private mutating func goesOn(until end: Unicode.Scalar) throws(JSONFault) -> Bool {
        skipWhiteSpace()
        if skip(",") {
            skipWhiteSpace()
            return true
        }
        guard skip(end) else { throw malformed }
        depth -= 1
        return false
    }

    private mutating func readList() throws(JSONFault) -> [JSONValue] {
        try descend()
        var list: [JSONValue] = []
        if skip("]") {
            depth -= 1
            return list
        }
        repeat {
            list.append(try readValue())
        } while try goesOn(until: "]")
        return list
    }

    private mutating func readObject() throws(JSONFault) -> JSONObject {
        try descend()
        var object = JSONObject()
        if skip("}") {
            depth -= 1
            return object
        }
        repeat {
            guard next == UInt8(ascii: "\"") else { throw malformed }
            let name = try readString()
            skipWhiteSpace()
            guard skip(":") else { throw malformed }
            object.members.append(.init(name: name, value: try readValue()))
        } while try goesOn(until: "}")
        return object
    }

    // MARK: Numbers and strings

    private mutating func readNumber() throws(JSONFault) -> String {
        let start = offset
        _ = skip("-")
        if !skip("0") { try readDigits() }
        if skip(".") { try readDigits() }
        if skip("e") || skip("E") {
            if !skip("+") { _ = skip("-") }
            try readDigits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func readDigits() throws(JSONFault) {
        let start = offset
        while let byte = next, byte.isASCIIDigit { offset += 1 }
        guard offset > start else { throw malformed }
    }

    private mutating func readString() throws(JSONFault) -> String {
        offset += 1
        var text: [UInt8] = []
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw malformed }
                return string
            case UInt8(ascii: "\\"): text.append(contentsOf: String(try readEscape()).utf8)
            case 0..<0x20: throw malformed
            default: text.append(byte)
            }
        }
        throw malformed
    }

    private mutating func readEscape() throws(JSONFault) -> Unicode.Scalar {
        guard let byte = next else { throw malformed }
        offset += 1
        switch Unicode.Scalar(byte) {
        case "\"", "\\", "/": return Unicode.Scalar(byte)
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u": return try readUnicodeEscape()
        default: throw malformed
        }
    }

    private mutating func readUnicodeEscape() throws(JSONFault) -> Unicode.Scalar {
        let first = try readCodeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A surrogate stands for a character only with its other half.
        guard skip("\\"), skip("u") else { throw malformed }
        let second = try readCodeUnit()
        guard UTF16.isLeadSurrogate(first), UTF16.isTrailSurrogate(second) else { throw malformed }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func readCodeUnit() throws(JSONFault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = byte.hexadecimalDigit else { throw malformed }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }
}

extension UInt8 {
    /// Whether this is one of the characters 0 to 9.
    package var isASCIIDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    /// What this character stands for in a hexadecimal number.
    package var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
