// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Reads the values of one AMF0 message, one after another.
///
/// A message lies whole in memory before it is read, so bytes that end inside a value are malformed.
package struct AMF0Reader: Sendable {
    private var bytes: ByteBuffer
    private var references = AMFReferences()
    private var budget: AMFBudget

    package init(_ bytes: ByteBuffer, budget: AMFBudget = AMFBudget()) {
        self.bytes = bytes
        self.budget = budget
    }

    /// The next value; nil when all bytes are read.
    package mutating func next() throws(AMFError) -> AMFValue? {
        bytes.readableBytes == 0 ? nil : try readValue()
    }

    private mutating func readValue() throws(AMFError) -> AMFValue {
        try budget.spend()
        let byte: UInt8 = try readInteger()
        guard let marker = AMF0Marker(rawValue: byte) else { throw .unknownMarker(byte) }
        switch marker {
        case .number: return .number(try readDouble())
        case .boolean: return .boolean(try readInteger(as: UInt8.self) != 0)
        case .string: return .string(try readShortString())
        case .longString: return .longString(try readLongString())
        case .xmlDocument: return .xmlDocument(try readLongString())
        case .null: return .null
        case .undefined: return .undefined
        case .unsupported: return .unsupported
        case .date: return .date(milliseconds: try readDouble(), timeZone: try readInteger())
        case .reference:
            return try references.value(at: Int(readInteger(as: UInt16.self)), budget: &budget)
        case .object, .ecmaArray, .strictArray, .typedObject: return try readComplex(marker)
        case .avmplusObject: return try readAMF3()
        case .objectEnd: throw .unknownMarker(byte)
        }
    }

    private mutating func readComplex(_ marker: AMF0Marker) throws(AMFError) -> AMFValue {
        try budget.descend()
        let place = references.reserve()
        let before = budget.values
        let value: AMFValue
        if marker == .strictArray {
            value = .strictArray(try readElements())
        } else if marker == .typedObject {
            value = .typedObject(className: try readShortString(), try readProperties())
        } else if marker == .ecmaArray {
            // The count is a hint that encoders get wrong; the end marker is what ends the array.
            _ = try readInteger(as: UInt32.self)
            value = .ecmaArray(try readProperties())
        } else {
            value = .object(try readProperties())
        }
        references.fill(place, with: value, count: before - budget.values)
        budget.ascend()
        return value
    }

    private mutating func readElements() throws(AMFError) -> [AMFValue] {
        var elements: [AMFValue] = []
        for _ in 0..<(try readInteger(as: UInt32.self)) {
            elements.append(try readValue())
        }
        return elements
    }

    private mutating func readProperties() throws(AMFError) -> [AMFProperty] {
        var properties: [AMFProperty] = []
        while true {
            let name = try readShortString()
            let marker = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self)
            if name.isEmpty, marker == AMF0Marker.objectEnd.rawValue {
                bytes.moveReaderIndex(forwardBy: 1)
                return properties
            }
            properties.append(AMFProperty(name, try readValue()))
        }
    }

    /// Reads one AMF3 value; its reference tables begin and end with it, as Flash Player writes them.
    private mutating func readAMF3() throws(AMFError) -> AMFValue {
        var reader = AMF3Reader(bytes, budget: budget)
        guard let value = try reader.next() else { throw .truncated }
        bytes = reader.bytes
        budget = reader.budget
        return value
    }

    private mutating func readInteger<Integer: FixedWidthInteger>(
        as: Integer.Type = Integer.self
    ) throws(AMFError) -> Integer {
        guard let integer = bytes.readInteger(as: Integer.self) else { throw .truncated }
        return integer
    }

    private mutating func readDouble() throws(AMFError) -> Double {
        Double(bitPattern: try readInteger())
    }

    private mutating func readShortString() throws(AMFError) -> String {
        try readString(length: Int(readInteger(as: UInt16.self)))
    }

    private mutating func readLongString() throws(AMFError) -> String {
        try readString(length: Int(readInteger(as: UInt32.self)))
    }

    /// Text is UTF-8; what isn't (encoders that write metadata in GBK) is repaired rather than refused.
    private mutating func readString(length: Int) throws(AMFError) -> String {
        guard let string = bytes.readString(length: length) else { throw .truncated }
        return string
    }
}
